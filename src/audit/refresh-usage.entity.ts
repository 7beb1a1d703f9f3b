import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { AppendOnly } from '../database/append-only.decorator.js';
import { CallerColumns } from './act.columns.js';

/** One line of the ledger: one attempt to refresh, answered or refused. Without foreign keys: it outlives what it tells of. */
@Entity()
@AppendOnly()
@Index('refresh_usage_at', { synchronize: false }) // BRIN, which TypeORM cannot say; by client and verdict too
@Index('refresh_usage_request', { synchronize: false }) // likewise
@Index('refresh_usage_ip', ['ip'])
@Index('refresh_usage_xact', { synchronize: false })
export class RefreshUsage extends CallerColumns {
  /** The nil UUID when the token told of no grant. */
  @PrimaryColumn('uuid')
  grantId!: string;

  @PrimaryColumn('timestamptz')
  at!: Date;

  @PrimaryColumn('uuid')
  id!: string;

  /** One of the closed list in `verdict.ts`. */
  @Column('text')
  verdict!: string;

  /** Why the family had ended, where the verdict alone does not say it. */
  @Column('text', { nullable: true })
  reason!: string | null;

  /** Of the token presented. */
  @Column('integer', { nullable: true })
  generation!: number | null;

  /** Who presented it; its owner may be another. */
  @Column('text')
  clientId!: string;

  @Column('text', { nullable: true })
  accountId!: string | null;

  @Column('uuid', { nullable: true })
  sessionId!: string | null;

  /** What the answer granted; what a refused request asked for. */
  @Column('text', { array: true })
  scopes!: string[];

  @Column('text', { array: true })
  resources!: string[];

  @Column('text', { nullable: true })
  accessTokenJti!: string | null;

  @Column('timestamptz', { nullable: true })
  accessTokenExpiresAt!: Date | null;

  /** How many refusals the row stands for: more than one when the same came again and again (`flood.store.ts`). A success stands alone. */
  @Column('integer', { default: 1 })
  count!: number;

  /** Of a row for several, when the first of them was; the last was less than a window before `at`. */
  @Column('timestamptz', { nullable: true })
  firstAt!: Date | null;

  /** The transaction that wrote it, by the database's own count: the order of sealing. 0 from before there were seals. */
  @Column('bigint', { default: () => 'txid_current()', select: false })
  xact?: string;
}
