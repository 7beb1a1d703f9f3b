import { Column, Entity, PrimaryColumn } from 'typeorm';
import { AppendOnly } from '../../database/append-only.decorator.js';

/** A seal's number and hash, signed with a key that is not in the database: who rewrites the chain cannot sign it. */
@Entity()
@AppendOnly()
export class LedgerCheckpoint {
  /** Of the seal. */
  @PrimaryColumn('integer')
  number!: number;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  jws!: string;
}
