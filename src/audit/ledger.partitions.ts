import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Client } from 'pg';
import { Settings } from '../config/settings.js';
import { Owner } from '../database/owner.js';
import { Clock, plusSeconds } from '../protocol/clock.js';

/** The tables that are partitioned by the month of `at`. */
const LEDGERS = ['refresh_usage', 'admin_event'];

/** Months that are made ahead, beside the one that is. */
const AHEAD = 2;

const DAY = 86_400;

interface Partition {
  ledger: string;
  name: string;
  /** Null for what was there before there were partitions. */
  from: Date | null;
  to: Date;
  /** A detachment was begun and not ended. */
  isHalfGone: boolean;
}

const FIND = `
  SELECT parent.relname AS ledger, child.relname AS name, inhdetachpending AS "isHalfGone",
    (regexp_match(bound, $$FROM \\('([^']+)'\\)$$))[1]::timestamptz AS "from", (regexp_match(bound, $$TO \\('([^']+)'\\)$$))[1]::timestamptz AS "to"
  FROM pg_inherits JOIN pg_class parent ON parent.oid = inhparent JOIN pg_class child ON child.oid = inhrelid, pg_get_expr(child.relpartbound, child.oid) bound
  WHERE parent.relname = ANY($1) AND parent.relnamespace = current_schema()::regnamespace`;

/** Makes the ledgers' partitions ahead and drops those that are past LEDGER_RETENTION_DAYS, both without holding up a refresh. */
@Injectable()
export class LedgerPartitions implements OnModuleInit {
  private readonly logger = new Logger('Ledger');
  /** Months that have their partitions. */
  private readonly covered = new Set<number>();
  private readonly extending = new Map<number, Promise<void>>();

  constructor(
    private readonly owner: Owner,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.owner.run((client) => this.cover(client, this.clock.now(), AHEAD));
  }

  /** Is there a partition for this moment? Asked at every refresh; no means `extend`. */
  covers(at: Date): boolean {
    return this.covered.has(monthOf(at));
  }

  /** Makes the partition that should have been made ahead. There is no default one: what lands there is in the way of the month's own. */
  async extend(at: Date): Promise<void> {
    const month = monthOf(at);
    const extension = this.extending.get(month) ?? this.owner.run((client) => this.cover(client, at, 0)).finally(() => this.extending.delete(month));
    this.extending.set(month, extension);
    await extension;
  }

  /** What housekeeping does. */
  async sweep(now: Date): Promise<void> {
    const { ledgerRetentionDays: days } = this.settings;
    await this.owner.run(async (client) => {
      await this.cover(client, now, AHEAD);
      if (days > 0) await this.dropUntil(client, plusSeconds(now, -days * DAY));
    });
  }

  /** Is this month gone because it is past LEDGER_RETENTION_DAYS? */
  isPast(month: string): boolean {
    const { ledgerRetentionDays: days } = this.settings;
    const [year, number] = month.split('-').map(Number);
    return days > 0 && beginOf(year! * 12 + number!) <= plusSeconds(this.clock.now(), -days * DAY);
  }

  private async cover(client: Client, from: Date, ahead: number): Promise<void> {
    const partitions = await find(client);
    for (let month = monthOf(from); month <= monthOf(from) + ahead; month++) {
      const [begin, end] = [beginOf(month), beginOf(month + 1)];
      const isThere = ({ from: first, to }: Partition) => (!first || first <= begin) && to >= end;
      for (const ledger of LEDGERS) if (!partitions.some((partition) => partition.ledger === ledger && isThere(partition))) await create(client, ledger, begin, end);
      this.covered.add(month);
    }
  }

  /** Only what lies before as a whole. */
  private async dropUntil(client: Client, cutoff: Date): Promise<void> {
    for (const { ledger, name, to, isHalfGone } of await find(client)) {
      if (to > cutoff || !(isHalfGone || (await this.isSealed(client, name)))) continue;
      // Waits for those who read it, and nobody waits for this meanwhile.
      await client.query(`ALTER TABLE ${ledger} DETACH PARTITION ${name} ${isHalfGone ? 'FINALIZE' : 'CONCURRENTLY'}`);
      await client.query(`DROP TABLE ${name}`);
      this.logger.log({ msg: 'dropped a partition that is past LEDGER_RETENTION_DAYS', partition: name, until: to });
    }
    for (const month of this.covered) if (beginOf(month + 1) <= cutoff) this.covered.delete(month);
  }

  /** What goes must have been vouched for: the sealer comes to it sooner or later. */
  private async isSealed(client: Client, name: string): Promise<boolean> {
    const last = 'SELECT last_xact, last_at, last_id FROM ledger_seal ORDER BY number DESC LIMIT 1';
    const { rows } = await client.query(`SELECT NOT EXISTS (SELECT FROM ${name} WHERE (xact, at, id) > ALL (${last})) AS "isSealed"`);
    if (!rows[0].isSealed) this.logger.warn({ msg: 'a partition that is past LEDGER_RETENTION_DAYS is not sealed yet and stays', partition: name });
    return rows[0].isSealed;
  }
}

/**
 * Attached rather than made as a partition, for that would lock out whoever writes. No vacuum for insertions alone: it would note room on old pages,
 * rows of today would go there, and a BRIN range of long ago would reach until today.
 */
async function create(client: Client, ledger: string, begin: Date, end: Date): Promise<void> {
  const name = `${ledger}_${begin.toISOString().slice(0, 7).replace('-', '_')}`;
  await client.query(`
    CREATE TABLE ${name} (LIKE ${ledger} INCLUDING DEFAULTS) WITH (autovacuum_vacuum_insert_threshold = -1);
    ALTER TABLE ${ledger} ATTACH PARTITION ${name} FOR VALUES FROM ('${begin.toISOString()}') TO ('${end.toISOString()}');`);
}

async function find(client: Client): Promise<Partition[]> {
  const { rows } = await client.query<Partition>(FIND, [LEDGERS]);
  return rows;
}

/** Counted from the year 0, in UTC. */
function monthOf(at: Date): number {
  return at.getUTCFullYear() * 12 + at.getUTCMonth();
}

function beginOf(month: number): Date {
  return new Date(Date.UTC(Math.floor(month / 12), month % 12));
}
