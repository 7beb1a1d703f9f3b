import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { AppendOnly } from '../database/append-only.decorator.js';

/** One administrative act: who did what to whom, and why. Rows are added, never changed; without foreign keys, as the ledger. */
@Entity()
@AppendOnly()
@Index('admin_event_target', ['targetKind', 'targetId', 'at'])
@Index('admin_event_suspicion', ['at'], { where: "action = 'token.suspect'" })
@Index('admin_event_request', ['requestId', 'at'])
@Index('admin_event_xact', { synchronize: false }) // BRIN, which TypeORM cannot say
export class AdminEvent {
  @PrimaryColumn('timestamptz')
  at!: Date;

  @PrimaryColumn('uuid')
  id!: string;

  /** The person's account id, the client id of a program that acted for itself, or `evergrant`, the service itself. */
  @Column('text')
  actorSub!: string;

  @Column('text')
  actorClientId!: string;

  @Column('inet', { nullable: true })
  ip!: string | null;

  @Column('text', { nullable: true })
  userAgent!: string | null;

  @Column('text')
  requestId!: string;

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

  @Column('text')
  reason!: string;

  @Column('text', { nullable: true })
  ticket!: string | null;

  /** The transaction that wrote it, by the database's own count: the order of sealing. 0 from before there were seals. */
  @Column('bigint', { default: () => 'txid_current()', select: false })
  xact?: string;
}
