import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the ledger has been delivered to a sink: all seals up to this one. */
@Entity()
export class LedgerDelivery {
  /** `webhook` or `syslog`. */
  @PrimaryColumn('text')
  sink!: string;

  /** The last that the sink has taken; 0 before the first. */
  @Column('integer')
  seal!: number;

  @Column('timestamptz', { nullable: true })
  deliveredAt!: Date | null;

  /** Since the last success. */
  @Column('integer')
  failures!: number;

  @Column('text', { nullable: true })
  lastError!: string | null;

  /** Null when nothing holds the next one back. */
  @Column('timestamptz', { nullable: true })
  nextAttemptAt!: Date | null;
}
