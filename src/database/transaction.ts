import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { isBrokenConnection, isContention, isPassing } from './storage.error.js';

const ATTEMPTS = 5;

/** Runs the work, and again as long as it fails in a way that passes: at most so many times, each a little later than the last. */
export async function retrying<T>(work: () => Promise<T>, passes: (error: unknown) => boolean, attempts = ATTEMPTS): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || !passes(error)) throw error;
      await delay(Math.random() * 10 * 2 ** attempt); // milliseconds; rivals that start again together meet again
    }
  }
}

/** Few, for what reads may itself be run again as a whole. */
const READ_ATTEMPTS = 3;

/** Runs work that only reads, and again when its connection broke or it lost to a neighbour. */
export function rereading<T>(work: () => Promise<T>): Promise<T> {
  return retrying(work, isPassing, READ_ATTEMPTS);
}

/**
 * Runs the work in a transaction (READ COMMITTED); one that lost to a neighbour (deadlock, serialization) or its connection before
 * the COMMIT runs again. A refusal inside must be returned, not thrown: a throw rolls back.
 */
export function transact<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  let isCommitting = false;
  const run = async (manager: EntityManager) => {
    isCommitting = false;
    const result = await work(manager);
    isCommitting = true;
    return result;
  };
  return retrying(
    () => dataSource.transaction(run),
    (error) => isContention(error) || (!isCommitting && isBrokenConnection(error)),
  );
}
