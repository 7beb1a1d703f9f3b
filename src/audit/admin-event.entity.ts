import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { AppendOnly } from '../database/append-only.decorator.js';
import { ActColumns } from './act.columns.js';

/** One administrative act: who did what to whom, and why. Rows are added, never changed; without foreign keys, as the ledger. */
@Entity()
@AppendOnly()
@Index('admin_event_target', ['targetKind', 'targetId', 'at'])
@Index('admin_event_suspicion', ['at'], { where: "action = 'token.suspect'" })
@Index('admin_event_request', ['requestId', 'at'])
@Index('admin_event_xact', { synchronize: false }) // BRIN, which TypeORM cannot say
export class AdminEvent extends ActColumns {
  @PrimaryColumn('timestamptz')
  at!: Date;

  @PrimaryColumn('uuid')
  id!: string;

  /** One of `ADMIN_ACTIONS`. */
  @Column('text')
  action!: string;

  @Column('text')
  targetKind!: string;

  @Column('text')
  targetId!: string;

  /** What was changed, before; null for what was not there. Never a secret. */
  @Column('jsonb', { nullable: true })
  old!: object | null;

  /** Likewise afterwards. */
  @Column('jsonb', { nullable: true })
  new!: object | null;

  /** The transaction that wrote it, by the database's own count: the order of sealing. 0 from before there were seals. */
  @Column('bigint', { default: () => 'txid_current()', select: false })
  xact?: string;
}
