import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { isContention } from './storage.error.js';

const ATTEMPTS = 5;

/** Runs the work, and again as long as it fails in a way that passes: at most five times, each a little later than the last. */
export async function retrying<T>(work: () => Promise<T>, passes: (error: unknown) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= ATTEMPTS || !passes(error)) throw error;
      await delay(Math.random() * 10 * 2 ** attempt); // milliseconds; rivals that start again together meet again
    }
  }
}

/**
 * Runs the work in a transaction (READ COMMITTED); one that lost to a neighbour (deadlock, serialization) runs again. A refusal
 * inside must be returned, not thrown: a throw rolls back.
 */
export function transact<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  return retrying(() => dataSource.transaction(work), isContention);
}
