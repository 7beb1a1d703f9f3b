import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { AppendOnly } from '../../database/append-only.decorator.js';

/** A link of the chain that the ledgers' rows are sealed in: some hundred rows of one month, in the order (xact, at, id). */
@Entity()
@AppendOnly()
@Index('ledger_seal_last', ['lastXact', 'lastAt', 'lastId'], { unique: true })
export class LedgerSeal {
  /** From 1, without gaps. */
  @PrimaryColumn('integer')
  number!: number;

  /** Of the leaves: see `ledger.encoding.ts`. */
  @Column('integer')
  encoding!: number;

  /** The hash of the seal before; 32 zeros of the first. */
  @Column('bytea')
  previous!: Buffer;

  /** SHA-256 over all leaves. */
  @Column('bytea')
  root!: Buffer;

  /** Of each row the ledger, the id and how its leaf begins, so that the row can be named that is not as it was. */
  @Column('bytea')
  entries!: Buffer;

  /** Rows of `refresh_usage`. */
  @Column('integer')
  usages!: number;

  /** Rows of `admin_event`. */
  @Column('integer')
  events!: number;

  /** `2026-11`: of all its rows, which are dropped together. */
  @Column('text')
  month!: string;

  /** Rows from before there were seals: as they were found, which says nothing about what had become of them until then. */
  @Column('boolean')
  isFound!: boolean;

  /** The last row: the next seal begins behind it. */
  @Column('bigint')
  lastXact!: string;

  @Column('timestamptz')
  lastAt!: Date;

  @Column('uuid')
  lastId!: string;

  @Column('timestamptz')
  sealedAt!: Date;

  /** SHA-256 over everything above. */
  @Column('bytea')
  hash!: Buffer;
}
