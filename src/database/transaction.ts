import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { isContention } from './storage.error.js';

const ATTEMPTS = 5;

/**
 * Runs the work in a transaction (READ COMMITTED); one that lost to a neighbour (deadlock, serialization) runs again, at most
 * five times. A refusal inside must be returned, not thrown: a throw rolls back.
 */
export async function transact<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await dataSource.transaction(work);
    } catch (error) {
      if (attempt >= ATTEMPTS || !isContention(error)) throw error;
      await delay(Math.random() * 10 * 2 ** attempt); // milliseconds; rivals that start again together meet again
    }
  }
}
