import type { Clock } from '../protocol/clock.js';
import type { ChangeFeed } from './change.feed.js';

/** Seconds for which a row is believed without hearing of a change: the bound on staleness, whatever becomes of the feed. */
export const MAX_AGE = 10;

/** Rows remembered of one table; when there are more, all are forgotten. */
const CAPACITY = 10_000;

interface Remembered<Entity> {
  entity: Promise<Entity | null>;
  readAt: number;
}

/** Rows of a small table that hardly changes, by key, read once and forgotten when the feed tells that the table has changed. */
export class RememberedRows<Entity> {
  private readonly rows = new Map<string, Remembered<Entity>>();

  constructor(
    feed: ChangeFeed,
    table: string,
    private readonly clock: Clock,
    private readonly read: (key: string) => Promise<Entity | null>,
  ) {
    feed.onChange(table, () => this.forget());
  }

  find(key: string): Promise<Entity | null> {
    const now = this.clock.now().getTime();
    const known = this.rows.get(key);
    if (known && Math.abs(now - known.readAt) < MAX_AGE * 1000) return known.entity;
    if (this.rows.size >= CAPACITY) this.forget();
    const fresh = { entity: this.read(key), readAt: now };
    this.rows.set(key, fresh);
    const drop = () => this.rows.get(key) === fresh && this.rows.delete(key);
    // Neither a fault nor a name that somebody made up is remembered.
    fresh.entity.then((entity) => entity ?? drop(), drop);
    return fresh.entity;
  }

  /** What is being read just now is forgotten too, for it may be old already. */
  forget(): void {
    this.rows.clear();
  }
}
