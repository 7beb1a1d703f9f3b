import { Column, Entity, PrimaryColumn } from 'typeorm';
import { AppendOnly } from '../../database/append-only.decorator.js';

/** The commitment of a part of a sealed row that was erased: with its salt gone it says nothing, and the leaf still comes out. */
@Entity()
@AppendOnly()
export class LedgerErasure {
  /** Of the row. */
  @PrimaryColumn('uuid')
  id!: string;

  /** See `ledger.encoding.ts`. */
  @PrimaryColumn('text')
  part!: string;

  @Column('bytea')
  commitment!: Buffer;
}
