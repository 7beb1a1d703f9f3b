import type { DataSource } from 'typeorm';
import type { Page, PageRequest } from './page.js';
import { report } from './report.js';
import { TimeWalk, type Question, type Stretch, type Walked } from './time.walk.js';
import type { Values } from './values.js';

/** Milliseconds that a step should take. */
const PAGE_STEP = 8;
const BATCH_STEP = 100;

/** Milliseconds after which a page is given as it is: one with nothing yet a little later. */
const PAGE_BUDGET = 15;
const EMPTY_BUDGET = 20;

/** Up to so many rows are all looked at, whatever else is asked of them; more are walked through. */
const FEW = 500;

/** Rows of a batch: what an export has in memory. */
const BATCH_ROWS = 5000;

/** A page of at most `limit` rows; of fewer, and not yet the last, when the filter is met so seldom that its time is up. */
export async function readPage<Row extends Walked>(dataSource: DataSource, question: Question, stretch: Stretch, { limit, after }: PageRequest): Promise<Page<Row>> {
  const walk = new TimeWalk<Row>(dataSource, question, stretch, after, PAGE_STEP);
  const rows: Row[] = [];
  const begun = performance.now();
  do rows.push(...(await walk.step(limit + 1 - rows.length)));
  while (rows.length <= limit && !walk.isOver && (!walk.position || performance.now() - begun < (rows.length > 0 ? PAGE_BUDGET : EMPTY_BUDGET)));
  if (rows.length <= limit) return { rows, next: walk.isOver ? null : walk.position };
  return { rows: rows.slice(0, limit), next: walk.positionOf(rows[limit - 1]!) };
}

/** All rows, batch by batch, as they are asked for. Of a stretch without any the batch is empty, so that whoever asks can stop there. */
export async function* readAll<Row extends Walked>(dataSource: DataSource, question: Question, stretch: Stretch): AsyncGenerator<Row[]> {
  const walk = new TimeWalk<Row>(dataSource, question, stretch, null, BATCH_STEP);
  while (!walk.isOver) yield await walk.step(BATCH_ROWS);
}

/** @param candidates selections that what is looked for is among, each by an index of its own */
export async function areFew(dataSource: DataSource, candidates: string[], values: Values): Promise<boolean> {
  const counts = candidates.map((rows) => `(SELECT count(*) FROM (${rows} LIMIT ${FEW + 1}) counted)`);
  const [{ count }] = await report(dataSource, (manager) => manager.query(`SELECT least(${counts.join(', ')})::int AS count`, values.list), { isByKey: true });
  return count <= FEW;
}
