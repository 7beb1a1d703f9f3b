import type { DataSource } from 'typeorm';
import { poolOf } from './data-source.js';
import { isStorageTrouble } from './storage.error.js';
import { rereading } from './transaction.js';

/** A statement for many askers at once: `$1`, `$2` … are arrays with one element for each asker. */
export interface StatementForMany {
  /** Under which each connection prepares it. */
  name: string;
  /** Returns at most one row for each asker; its first column is the asker's place in the arrays, an integer from 1. */
  sql: string;
  /** May it be run again when its connection broke? */
  isRead: boolean;
}

/** Values by column, as the driver returns them; the asker's place first. */
export type Row = unknown[];

interface Asker {
  values: unknown[];
  resolve: (row: Row | null) => void;
  reject: (error: unknown) => void;
}

/** Askers of one flight. */
const SEATS = 128;

/** Milliseconds that askers wait for a flight to land before the next one departs beside it: one that waits for a lock holds up nobody else. */
const PATIENCE = 25;

/**
 * One prepared statement that those who ask at the same moment share, and with it the round trip and the commit. Whoever asks in
 * the same turn of the event loop, or while the statement is in flight, goes into the next flight; nobody waits for company.
 */
export class SharedStatement {
  private waiting: Asker[] = [];
  private flights = 0;
  private isBoarding = false;
  private patience: NodeJS.Timeout | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly statement: StatementForMany,
  ) {}

  /** The asker's row; null when the statement returned none for it. */
  ask(values: unknown[]): Promise<Row | null> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ values, resolve, reject });
      if (this.flights === 0) this.board();
      else this.patience ??= setTimeout(() => this.depart(), PATIENCE);
    });
  }

  private board(): void {
    if (this.isBoarding) return;
    this.isBoarding = true;
    setImmediate(() => this.depart());
  }

  private depart(): void {
    this.isBoarding = false;
    if (this.patience) clearTimeout(this.patience);
    this.patience = null;
    const askers = this.waiting.splice(0, SEATS);
    if (askers.length > 0) void this.fly(askers);
    if (this.waiting.length > 0) this.depart();
  }

  private async fly(askers: Asker[]): Promise<void> {
    this.flights++;
    try {
      const rows = await this.run(askers);
      askers.forEach(({ resolve }, index) => resolve(rows.get(index + 1) ?? null));
    } catch (error) {
      // What one asker's values spoil is no trouble of the others.
      if (askers.length > 1 && !isStorageTrouble(error)) for (const asker of askers) void this.fly([asker]);
      else for (const { reject } of askers) reject(error);
    } finally {
      this.flights--;
      if (this.waiting.length > 0) this.board();
    }
  }

  private async run(askers: Asker[]): Promise<Map<unknown, Row>> {
    const columns = askers[0]!.values.map((_, column) => askers.map(({ values }) => values[column]));
    const { isRead } = this.statement;
    const { rows } = await (isRead ? rereading(() => this.query(columns)) : this.query(columns));
    return new Map(rows.map((row) => [row[0], row]));
  }

  private query(values: unknown[][]): Promise<{ rows: Row[] }> {
    const { name, sql: text } = this.statement;
    return poolOf(this.dataSource).query({ name, text, values, rowMode: 'array' });
  }
}
