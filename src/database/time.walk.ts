import type { DataSource, EntityManager } from 'typeorm';
import { NIL } from 'uuid';
import type { Position } from './page.js';
import { report } from './report.js';
import { isOverlong } from './storage.error.js';
import { Values } from './values.js';

/** Rows that have times, without the order and the bounds, which the walk adds. */
export interface Source {
  /** `SELECT … FROM …`, with `at` as text under the name `key`, and the id as `id`. */
  select(values: Values): string;
  conditions(values: Values): string[];
  /** What they are ordered by. */
  at: string;
  id: string;
}

/** What is asked of a table that grows by time. */
export interface Question extends Source {
  table: string;
  /** A B-tree has `at`, so that the planner reads by keys alone and the first time is known for certain. */
  isByKey?: boolean;
  /** Further rows of the same shape, which are sorted in. */
  beside?: Source[];
  /** Milliseconds: how wide the first window is, if not a minute. */
  firstWindow?: number;
  /** All at once, without a window: because they are few, or as long as that is quick, which an index may see to. */
  whole?: 'few' | 'tried';
}

/** From (inclusive) when to when (exclusive), which way. */
export interface Stretch {
  from?: Date;
  to?: Date;
  isDescending: boolean;
  /** Where a walk into the past begins that has no other end. */
  now: Date;
}

export type Walked = Pick<Position, 'key' | 'id'>;

/** Milliseconds after which all at once was too much. */
const WHOLE_TIMEOUT = 10;

/** How many times as long as it should take a window may take before it is given up for a narrower one. */
const MOST_OVERRUN = 2.5;

/** Milliseconds: how wide the first window is, and the narrowest, where nothing else is said. */
const FIRST_WINDOW = 60_000;
const LEAST_WINDOW = 1000;

/** How many times as long as its transaction takes to begin, a question that finds nothing may take to be planned and answered. */
const WORTH_OPENINGS = 8;

/** How much wider or narrower than the last a window may be. */
const MOST_CHANGE = 8;

/** Nothing was before. */
const FLOOR = Date.UTC(2000, 0);

/** Where a window ends, in milliseconds since 1970; null when it is the last. */
type End = number | null;

/**
 * A walk along a table by time and id, through windows that are each as wide as can be read in a step's time: any filter takes bounded
 * time and no more than an index by time. What was there throughout is met once, whatever is added meanwhile.
 */
export class TimeWalk<Row extends Walked> {
  private width: number;
  /** Behind which it goes on. */
  position: Position | null;
  isOver = false;
  /** Milliseconds that the last transaction took to begin, and its question to be answered. */
  private opening = 0;
  private took = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly question: Question,
    private readonly stretch: Stretch,
    after: Position | null,
    /** Milliseconds that a step should take. */
    private readonly stepTime: number,
  ) {
    this.position = after;
    this.width = question.whole === 'few' ? Infinity : Math.max(Number(after?.walk ?? (question.whole ? Infinity : this.firstWindow)), LEAST_WINDOW);
  }

  /** What the next window holds, in order, of it at most so many rows: perhaps none. */
  async step(limit: number): Promise<Row[]> {
    const edge = await this.findEdge();
    const end = this.endOf(edge);
    const rows = await this.read(end, limit).catch((error: unknown) => {
      if (!isOverlong(error) || this.width <= LEAST_WINDOW || this.question.whole === 'few') throw error;
      return null;
    });
    if (!rows) this.narrow();
    else if (rows.length === limit) this.stopAt(rows.at(-1)!, edge);
    else if (end === null) this.isOver = true;
    else this.goOn(end, rows.length / limit);
    return rows ?? [];
  }

  private get firstWindow(): number {
    return this.question.firstWindow ?? FIRST_WINDOW;
  }

  /** How to go on behind a row. */
  positionOf({ key, id }: Walked): Position {
    return { key, id, walk: String(Math.round(this.width)) };
  }

  private stopAt(row: Row, edge: number): void {
    if (this.width !== Infinity) this.width = Math.max(LEAST_WINDOW, Math.abs(timeOf(row.key) - edge));
    this.position = this.positionOf(row);
  }

  /** Whoever goes on from here is to try no more than that. */
  private narrow(): void {
    this.width = this.width === Infinity ? this.firstWindow : Math.max(LEAST_WINDOW, this.width / MOST_CHANGE);
    if (this.position) this.position = this.positionOf(this.position);
  }

  /** Milliseconds. On a busy machine a step may take longer: else it would be blamed on the windows, and these be narrowed without end. */
  private get due(): number {
    return this.stepTime + WORTH_OPENINGS * this.opening;
  }

  private get timeout(): number | undefined {
    if (this.width === Infinity) return this.question.whole === 'tried' ? WHOLE_TIMEOUT : undefined;
    return this.width <= LEAST_WINDOW ? undefined : Math.ceil(MOST_OVERRUN * this.due);
  }

  private goOn(end: number, fullness: number): void {
    const change = Math.min(this.due / Math.max(this.took, 0.1), 1 / fullness, MOST_CHANGE);
    this.width = Math.max(LEAST_WINDOW, this.width * Math.max(change, 1 / MOST_CHANGE));
    this.position = this.positionOf({ key: new Date(end).toISOString(), id: NIL });
  }

  /** Where the window begins. */
  private async findEdge(): Promise<number> {
    if (this.width === Infinity) return 0; // all the same: it ends nowhere
    if (this.position) return timeOf(this.position.key);
    const { from, to, isDescending, now } = this.stretch;
    if (isDescending) return (to ?? now).getTime();
    return from?.getTime() ?? this.guessBeginning();
  }

  /** Rows are written about in order, so that the first page of each partition tells since when there are any. The first window has all that lies before as well. */
  private async guessBeginning(): Promise<number> {
    const { at, table, isByKey } = this.question;
    const sql = `SELECT min(${at}) AS first FROM ${table} ${isByKey ? '' : "WHERE ctid < '(1,0)'"}`;
    const [{ first }] = await report(this.dataSource, (manager) => manager.query(sql), { isByKey });
    return (first as Date | null)?.getTime() ?? FLOOR;
  }

  private endOf(edge: number): End {
    const { from, to, isDescending, now } = this.stretch;
    const end = isDescending ? edge - this.width : edge + this.width;
    const isLast = isDescending ? end <= (from?.getTime() ?? FLOOR) : end >= (to ?? now).getTime();
    return isLast ? null : Math.floor(end);
  }

  private read(end: End, limit: number): Promise<Row[]> {
    const { beside = [], isByKey } = this.question;
    const values = new Values();
    const [own, ...others] = [this.question, ...beside].map((source) => this.select(source, end, limit, values));
    const all = [own, ...others].map((one) => `(${one})`).join(' UNION ALL ');
    const sql = others.length === 0 ? own! : `SELECT * FROM (${all}) found ${this.orderBy('key::timestamptz', 'id')} LIMIT ${limit}`;
    const asked = performance.now();
    const ask = async (manager: EntityManager): Promise<Row[]> => {
      const begun = performance.now();
      const rows: Row[] = await manager.query(sql, values.list);
      [this.opening, this.took] = [begun - asked, performance.now() - begun];
      return rows;
    };
    return report(this.dataSource, ask, { timeout: this.timeout, isByKey });
  }

  private select(source: Source, end: End, limit: number, values: Values): string {
    const selected = source.select(values);
    const all = ['true', ...source.conditions(values), ...this.boundsOf(source, end, values)].join(' AND ');
    return `${selected} WHERE ${all} ${this.orderBy(source.at, source.id)} LIMIT ${limit}`;
  }

  private orderBy(at: string, id: string): string {
    const direction = this.stretch.isDescending ? 'DESC' : 'ASC';
    return `ORDER BY ${at} ${direction}, ${id} ${direction}`;
  }

  /** Also by time alone, for that is what partitions and BRIN know. */
  private boundsOf({ at, id }: Source, end: End, values: Values): string[] {
    const { from, to, isDescending } = this.stretch;
    const time = (value: string | Date) => `${values.add(value)}::timestamptz`;
    const [later, earlier] = isDescending ? ['<', '>'] : ['>', '<'];
    return [
      ...(from ? [`${at} >= ${time(from)}`] : []),
      ...(to ? [`${at} < ${time(to)}`] : []),
      ...(end === null ? [] : [`${at} ${earlier}${isDescending ? '=' : ''} ${time(new Date(end))}`]),
      ...(this.position ? [`${at} ${later}= ${time(this.position.key)} AND (${at}, ${id}) ${later} (${time(this.position.key)}, ${values.add(this.position.id)}::uuid)`] : []),
    ];
  }
}

/** Of a position's key: as PostgreSQL writes a time, in UTC, or as we do. */
function timeOf(key: string): number {
  return Date.parse(key.replace(' ', 'T').replace(/\+00$/, 'Z'));
}
