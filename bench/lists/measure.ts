import { momentOf, type Position } from '../../src/database/page.js';
import { pagesOf, type ListCase } from './cases.js';

const LIMIT = 50;

/** Times that one page took, in milliseconds. */
export interface ListResult {
  name: string;
  pages: { p50: number; p95: number }[];
  /** Of all its pages; null where there was an answer. */
  p50: number;
  p95: number;
  failure: string | null;
}

/** Each page so often; the first time, which fills the caches, is not counted. */
export async function measureCase(one: ListCase, times: number): Promise<ListResult> {
  try {
    const all: number[][] = [];
    for (const after of await pagesOf(one, LIMIT)) all.push(await measurePage(one, after, times));
    const pages = all.map((taken) => ({ p50: quantile(taken, 0.5), p95: quantile(taken, 0.95) }));
    return { name: one.name, pages, p50: quantile(all.flat(), 0.5), p95: quantile(all.flat(), 0.95), failure: null };
  } catch (error) {
    return { name: one.name, pages: [], p50: NaN, p95: NaN, failure: (error as Error).message };
  }
}

async function measurePage(one: ListCase, after: Position | null, times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let time = 0; time <= times; time++) {
    const begun = performance.now();
    await one.read({ limit: LIMIT, after: after && one.isByTime ? moved(after, time) : after }, true);
    if (time > 0) taken.push(performance.now() - begun);
    if (taken[0]! > 3000) break; // slow enough to be known
  }
  return taken;
}

/** Not the same page each time. */
function moved(after: Position, time: number): Position {
  return { ...after, key: new Date(momentOf(after).getTime() - time * 1000).toISOString() };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}
