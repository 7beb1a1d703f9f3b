import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { report } from '../database/report.js';
import { plusSeconds } from '../protocol/clock.js';
import type { Verdict } from './verdict.js';

/** Milliseconds after which what was counted is written: by so much a chart is late. */
export const FLUSH_AFTER = 10_000;

/** Days. */
const KEPT = 400;

const MINUTE = 60_000;

const ADD = `INSERT INTO refresh_tally AS tally (minute, verdict, count)
  SELECT to_timestamp(minute * 60), verdict, count FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS counted (minute, verdict, count) ORDER BY minute, verdict
  ON CONFLICT (minute, verdict) DO UPDATE SET count = tally.count + excluded.count`;

/** Attempts that were judged so in the time that begins at `at`. */
export interface Counted {
  at: Date;
  verdict: Verdict;
  count: number;
}

/** Attempts that were judged so, lately. */
export interface Totals {
  verdict: Verdict;
  lastHour: number;
  lastDay: number;
}

/**
 * Counts the attempts to refresh, each process for itself, and adds its counts to the table now and then: a chart costs the refresh
 * nothing, and nobody counts millions of rows for it. The ledger is exact; a process that is killed loses ten seconds here.
 */
@Injectable()
export class RefreshTallyStore implements OnApplicationShutdown {
  private readonly logger = new Logger('Ledger');
  /** Of the minute that is, counted in minutes since 1970. */
  private counts = new Map<Verdict, number>();
  private minute = 0;
  /** By minute and verdict. */
  private unwritten = new Map<string, number>();
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly dataSource: DataSource) {}

  /** For the refresh: no more than an increment. */
  add(verdict: Verdict, at: Date): void {
    const minute = Math.floor(at.getTime() / MINUTE);
    if (minute !== this.minute) this.turn(minute);
    this.counts.set(verdict, (this.counts.get(verdict) ?? 0) + 1);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER).unref();
  }

  /** Writes what has been counted. */
  flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.turn(this.minute);
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  /** When the last request is answered, and before the data source is closed. */
  async onApplicationShutdown(): Promise<void> {
    await this.flush();
    if (this.timer) clearTimeout(this.timer);
    if (this.unwritten.size > 0) this.logger.error({ msg: 'counts of refreshes could not be written', lost: Object.fromEntries(this.unwritten) });
  }

  /** What was counted in this time, in pieces of so many seconds since 1970. Empty ones are left out. */
  find(from: Date, to: Date, seconds: number): Promise<Counted[]> {
    const sql = `SELECT date_bin($3 * interval '1 second', minute, 'epoch') AS at, verdict, sum(count)::float8 AS count
      FROM refresh_tally WHERE minute >= $1 AND minute < $2 GROUP BY 1, 2 ORDER BY 1, 2`;
    return report(this.dataSource, (manager) => manager.query(sql, [from, to, seconds]));
  }

  findTotals(now: Date): Promise<Totals[]> {
    const sql = `SELECT verdict, coalesce(sum(count) FILTER (WHERE minute > $2), 0)::float8 AS "lastHour", sum(count)::float8 AS "lastDay"
      FROM refresh_tally WHERE minute > $1 GROUP BY 1 ORDER BY 3 DESC, 1`;
    return report(this.dataSource, (manager) => manager.query(sql, [plusSeconds(now, -86_400), plusSeconds(now, -3600)]));
  }

  async sweep(now: Date): Promise<void> {
    await this.dataSource.query('DELETE FROM refresh_tally WHERE minute < $1', [plusSeconds(now, -KEPT * 86_400)]);
  }

  private turn(minute: number): void {
    for (const [verdict, count] of this.counts) this.keep(`${this.minute} ${verdict}`, count);
    this.counts.clear();
    this.minute = minute;
  }

  private keep(key: string, count: number): void {
    this.unwritten.set(key, (this.unwritten.get(key) ?? 0) + count);
  }

  /** What the storage does not take is added to what comes next; where it took it and could not say so, it counts twice. */
  private async write(): Promise<void> {
    const counted = [...this.unwritten];
    if (counted.length === 0) return;
    this.unwritten.clear();
    const keys = counted.map(([key]) => key.split(' '));
    try {
      await this.dataSource.query(ADD, [keys.map(([minute]) => minute), keys.map(([, verdict]) => verdict), counted.map(([, count]) => count)]);
    } catch (err) {
      for (const [key, count] of counted) this.keep(key, count);
      this.logger.warn({ msg: 'counts of refreshes could not be written yet', err });
      this.timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER).unref();
    }
  }
}
