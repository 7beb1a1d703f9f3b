import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource, type QueryDeepPartialEntity } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { isStorageTrouble } from '../database/storage.error.js';
import { Clock } from '../protocol/clock.js';
import { LedgerPartitions } from './ledger.partitions.js';
import type { RefreshAttempt } from './ledger.store.js';
import { subnetOf } from './network.js';
import { RefreshUsage } from './refresh-usage.entity.js';
import { isSuccess } from './verdict.js';

/** Rows that one kind of refusal gets in a window; those beyond are counted. */
export const FLOOD_ROWS = 60;

/** Milliseconds. */
const WINDOW = 60_000;

/** Kinds that are told apart in a window; refusals of further ones get their rows, as if there were no flood. */
const CAPACITY = 10_000;

/** Rows of one statement. */
const BATCH = 500;

interface Flood {
  rows: number;
  count: number;
  firstAt: Date;
  last: RefreshAttempt;
}

/** Refusals of one kind that come again and again through this process: the first have rows of their own, the others one row together when the minute is over. */
@Injectable()
export class FloodStore implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Ledger');
  private floods = new Map<string, Flood>();
  /** When the window ends, in milliseconds since 1970. */
  private end = 0;
  private timer: NodeJS.Timeout | null = null;
  /** Rows that the storage has not taken yet. */
  private unwritten: RefreshUsage[] = [];
  private writing: Promise<void> = Promise.resolve();
  private isClosing = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly partitions: LedgerPartitions,
    private readonly clock: Clock,
  ) {}

  /** Of a refusal that changes nothing: has it been counted, so that it gets no row? A crash loses what was counted in this window. */
  absorb(attempt: RefreshAttempt): boolean {
    if (this.isClosing || isSuccess(attempt.verdict)) return false;
    const now = attempt.at.getTime();
    if (now >= this.end) this.turn(now);
    const flood = this.find(attempt);
    if (!flood || flood.rows < FLOOD_ROWS) {
      if (flood) flood.rows++;
      return false;
    }
    if (flood.count === 0) flood.firstAt = attempt.at;
    flood.count++;
    flood.last = attempt;
    this.timer ??= setTimeout(() => this.turn(this.clock.now().getTime()), this.end - now).unref();
    return true;
  }

  /** Writes what has been counted. From now on each refusal has its row, so that none is lost. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    await this.flush();
    if (this.unwritten.length > 0) this.logger.error({ msg: 'counted refusals could not be written', lost: this.unwritten.map(describe) });
  }

  /** Ends the window: what was counted in it is written. */
  flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const at = this.clock.now();
    for (const flood of this.floods.values()) if (flood.count > 0) this.unwritten.push(rowOf(flood, at));
    this.floods = new Map();
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  /** When all that was to be written is. */
  settled(): Promise<void> {
    return this.writing;
  }

  private turn(now: number): void {
    this.end = now + WINDOW;
    void this.flush();
  }

  private find(attempt: RefreshAttempt): Flood | null {
    const { grantId, clientId, verdict, caller, at } = attempt;
    const key = JSON.stringify([grantId, clientId, verdict, subnetOf(caller.ip)]);
    const known = this.floods.get(key);
    if (known || this.floods.size >= CAPACITY) return known ?? null;
    const flood = { rows: 0, count: 0, firstAt: at, last: attempt };
    this.floods.set(key, flood);
    return flood;
  }

  /** Each once, also when the connection broke after it was written. What the storage does not take now is tried again when the next window ends. */
  private async write(): Promise<void> {
    for (let size = BATCH; this.unwritten.length > 0; ) {
      const rows = this.unwritten.slice(0, size);
      try {
        await this.insert(rows);
      } catch (err) {
        if (isStorageTrouble(err)) return this.postpone(err);
        size = 1; // what one row spoils is no trouble of the others
        if (rows.length > 1) continue;
        this.logger.error({ msg: 'counted refusals could not be written', err, lost: rows.map(describe) });
      }
      this.unwritten.splice(0, rows.length);
    }
  }

  private async insert(rows: RefreshUsage[]): Promise<void> {
    for (const { at } of rows) if (!this.partitions.covers(at)) await this.partitions.extend(at);
    const values = rows as QueryDeepPartialEntity<RefreshUsage>[];
    await this.dataSource.createQueryBuilder().insert().into(RefreshUsage).values(values).orIgnore().updateEntity(false).execute();
  }

  private postpone(err: unknown): void {
    this.logger.warn({ msg: 'counted refusals could not be written yet', rows: this.unwritten.length, err });
    this.timer ??= setTimeout(() => void this.flush(), WINDOW).unref();
  }
}

const describe = ({ count, grantId, clientId, verdict }: RefreshUsage) => ({ count, grantId, clientId, verdict });

/** One row for all that were counted: of the time of its writing, so that it comes in order, and otherwise as the last of them. */
function rowOf({ count, firstAt, last }: Flood, at: Date): RefreshUsage {
  const { caller, scopes, resources, ...attempt } = last;
  return { ...attempt, ...caller, scopes: [...scopes], resources: [...resources], at, id: uuidv7(), count, firstAt };
}
