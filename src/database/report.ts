import type { DataSource, EntityManager } from 'typeorm';
import { rereading } from './transaction.js';

/** The session options that suit the refresh (see `data-source.ts`), put back to what suits a question with any filters. */
const DEFAULTS = ['plan_cache_mode = force_custom_plan', ...['seqscan', 'hashjoin', 'mergejoin', 'bitmapscan'].map((method) => `enable_${method} = on`)];

/** What suits a page besides: rows are looked up one by one, for no table is worth reading, or hashing, for fifty of them. */
const BY_KEY = ['seqscan', 'hashjoin', 'mergejoin'].map((method) => `enable_${method} = off`);

/** What must be quick is read by one process: to gather several, and to part them when it took too long, takes longer than a page may. */
const ALONE = 'max_parallel_workers_per_gather = 0';

/** Milliseconds that may be spent on what an operator asks for once, and which looks at every token of an application or at all there are. */
export const PATIENCE = 120_000;

/** How it is read. */
export interface Reading {
  /** Milliseconds that each statement may take; else as for all. */
  timeout?: number;
  /** By indexes alone, as a page is. */
  isByKey?: boolean;
}

/** Runs reading work in a transaction of its own, in one snapshot, planned for the values it asks with. For lists and reports; a write in it fails. */
export function report<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>, { timeout, isByKey }: Reading = {}): Promise<T> {
  const settings = [...DEFAULTS, ...(isByKey ? [...BY_KEY, ALONE] : []), ...(timeout === undefined ? [] : [ALONE, `statement_timeout = ${timeout}`])];
  const run = async (manager: EntityManager) => {
    await manager.query(`SET TRANSACTION READ ONLY; ${settings.map((setting) => `SET LOCAL ${setting}`).join('; ')}`);
    return work(manager);
  };
  return rereading(() => dataSource.transaction('REPEATABLE READ', run));
}

/** Has the rest of a transaction, one that writes, planned so as well. */
export async function planForValues(manager: EntityManager): Promise<void> {
  await manager.query(DEFAULTS.map((setting) => `SET LOCAL ${setting}`).join('; '));
}
