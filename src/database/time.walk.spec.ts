import { beforeAll, expect, test } from 'vitest';
import { openDataSource } from '../../test/support/database.js';
import type { Page, Position } from './page.js';
import { readAll, readPage } from './time.pages.js';
import type { Question, Walked } from './time.walk.js';

const dataSource = await openDataSource([], { asOwner: true });
const now = new Date('2026-11-24T12:00:00Z');
const question: Question = { table: 'tick', at: 'at', id: 'id', select: () => 'SELECT at::text AS key, id FROM tick', conditions: () => [] };

/** In no order on disk: some years of silence, days of quiet, one busy second, and many at one moment. */
beforeAll(async () => {
  await dataSource.query(`CREATE TABLE tick (id uuid PRIMARY KEY, at timestamptz NOT NULL)`);
  await dataSource.query(
    `INSERT INTO tick SELECT gen_random_uuid(), at FROM (
      SELECT $1::timestamptz - interval '5 years' AS at UNION ALL SELECT $1::timestamptz - n * interval '7 hours' FROM generate_series(0, 299) n
      UNION ALL SELECT $1::timestamptz - interval '40 days' + n * interval '13 microseconds' FROM generate_series(1, 6000) n
      UNION ALL SELECT $1::timestamptz - interval '3 days' FROM generate_series(1, 500)
      UNION ALL SELECT $1::timestamptz + interval '2 seconds') ticks ORDER BY random()`,
    [now],
  );
});

const ordered = (condition: string, direction: string): Promise<Walked[]> => dataSource.query(`SELECT at::text AS key, id FROM tick WHERE ${condition} ORDER BY at ${direction}, id ${direction}`);

async function walk(isDescending: boolean, limit: number, bounds: { from?: Date; to?: Date } = {}, asked = question): Promise<Walked[]> {
  const rows: Walked[] = [];
  for (let after: Position | null = null, isFirst = true; isFirst || after; isFirst = false) {
    const page: Page<Walked> = await readPage<Walked>(dataSource, asked, { isDescending, now, ...bounds }, { limit, after });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    rows.push(...page.rows);
    after = page.next;
  }
  return rows;
}

test.each([[true, 37], [false, 37], [true, 200], [false, 200]])('pages have every row once and in order (descending: %s, %i a page)', async (isDescending, limit) => {
  expect(await walk(isDescending, limit)).toEqual(await ordered('true', isDescending ? 'DESC' : 'ASC'));
});

test.each([true, false])('within bounds: from the first inclusive to the last exclusive (descending: %s)', async (isDescending) => {
  const [from, to] = [new Date('2026-11-21T12:00:00Z'), new Date('2026-11-24T12:00:00Z')];
  const expected = await ordered(`at >= '${from.toISOString()}' AND at < '${to.toISOString()}'`, isDescending ? 'DESC' : 'ASC');
  expect(expected.length).toBeGreaterThan(500);
  expect(await walk(isDescending, 100, { from, to })).toEqual(expected);
  expect(await walk(isDescending, 100, { from: to, to: from })).toEqual([]);
});

test('batches have every row once and in order', async () => {
  const rows: Walked[] = [];
  for await (const batch of readAll<Walked>(dataSource, question, { isDescending: false, now })) rows.push(...batch);
  expect(rows).toEqual(await ordered('true', 'ASC'));
});

test('the walk of a table without rows ends', async () => {
  await dataSource.query('CREATE TABLE void (LIKE tick)');
  const nothing = { ...question, table: 'void', select: () => 'SELECT at::text AS key, id FROM void' };
  for (const isDescending of [true, false]) expect(await walk(isDescending, 5, {}, nothing)).toEqual([]);
});

test('few rows are read at once', async () => {
  const few = { ...question, whole: 'few' as const };
  const first = await readPage<Walked>(dataSource, few, { isDescending: false, now }, { limit: 5000, after: null });
  const second = await readPage<Walked>(dataSource, few, { isDescending: false, now }, { limit: 5000, after: first.next });
  expect([...first.rows, ...second.rows]).toEqual(await ordered('true', 'ASC'));
  expect([first.rows.length, second.next]).toEqual([5000, null]);
});

test.each([true, false])('whether all at once is quick enough or not, every row comes once and in order (descending: %s)', async (isDescending) => {
  expect(await walk(isDescending, 500, {}, { ...question, whole: 'tried' })).toEqual(await ordered('true', isDescending ? 'DESC' : 'ASC'));
});

test('what was tried at once and took too long is walked through', async () => {
  const slow = { ...question, whole: 'tried' as const, conditions: () => [`(SELECT true FROM pg_sleep(0.016))`] };
  const page = await readPage<Walked>(dataSource, slow, { isDescending: true, now }, { limit: 5, after: null });
  expect(Number(page.next?.walk)).toBeLessThan(Infinity);
});

test('rows of several sources stand in one order', async () => {
  const source = (condition: string) => ({ ...question, conditions: () => [condition] });
  const both = { ...source('extract(second FROM at) < 30'), beside: [source('extract(second FROM at) BETWEEN 30 AND 49'), source('extract(second FROM at) >= 50')], whole: 'few' as const };
  for (const isDescending of [true, false]) {
    const page = await readPage<Walked>(dataSource, both, { isDescending, now }, { limit: 9000, after: null });
    expect(page.rows).toEqual(await ordered('true', isDescending ? 'DESC' : 'ASC'));
  }
});

test('of what is found seldom the first page is short and leads on', async () => {
  const rare = { ...question, conditions: () => [`(SELECT true FROM pg_sleep(0.03)) AND at < '2022-01-01'`] };
  const first = await readPage<Walked>(dataSource, rare, { isDescending: true, now }, { limit: 5, after: null });
  expect([first.rows, first.next?.walk]).toEqual([[], expect.any(String)]);
});

test('a page that gave up its window leads on with a narrower one', async () => {
  const slow = { ...question, conditions: () => [`(SELECT true FROM pg_sleep(0.2))`] };
  const after = { key: now.toISOString(), id: '00000000-0000-0000-0000-000000000000', walk: '86400000' };
  const page = await readPage<Walked>(dataSource, slow, { isDescending: true, now }, { limit: 5, after });
  expect(page.rows).toEqual([]);
  expect(Number(page.next?.walk)).toBeLessThan(86_400_000);
});
