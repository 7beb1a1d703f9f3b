import { v7 as uuidv7 } from 'uuid';
import { beforeEach, expect, test } from 'vitest';
import type { DataSource } from 'typeorm';
import { openDataSource, partitionsOf } from '../../test/support/database.js';
import { TestClock } from '../../test/support/test.clock.js';
import { plusSeconds } from '../protocol/clock.js';

const dataSource = await openDataSource([], { asOwner: true });
const DAY = 86_400;
const clock = new TestClock();
clock.advance((Date.UTC(2026, 10, 24, 12) - clock.now().getTime()) / 1000);

const namesOf = async (table = 'refresh_usage') => {
  const rows = await dataSource.query('SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1', [table]);
  return rows.map(({ name }: { name: string }) => name.replace(`${table}_`, ''));
};
const write = (at: Date, source: Pick<DataSource, 'query'> = dataSource) =>
  source.query(`INSERT INTO refresh_usage (grant_id, at, id, verdict, client_id, request_id, scopes, resources) VALUES ($1, $2, $3, 'reused', 'web', 'r', '{}', '{}')`, [uuidv7(), at, uuidv7()]);

/** As if everything that will ever be written had been sealed. */
await dataSource.query(`INSERT INTO ledger_seal VALUES (1, 0, '', '', '', 0, 0, '', false, 9e18, now(), gen_random_uuid(), now(), '')`);

beforeEach(async () => {
  for (const table of ['refresh_usage', 'admin_event']) for (const name of await namesOf(table)) await dataSource.query(`DROP TABLE ${table}_${name}`);
});

test('this month and the next two are made ahead, of both ledgers, by whoever comes first', async () => {
  await Promise.all([1, 2, 3].map(() => partitionsOf(dataSource, clock).onModuleInit()));
  expect(await namesOf()).toEqual(['2026_11', '2026_12', '2027_01']);
  expect(await namesOf('admin_event')).toEqual(['2026_11', '2026_12', '2027_01']);
});

test('rows stay in the order in which they came: no vacuum makes room for them on old pages', async () => {
  await partitionsOf(dataSource, clock).onModuleInit();
  const options = await dataSource.query(`SELECT DISTINCT reloptions FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent IN ('refresh_usage'::regclass, 'admin_event'::regclass)`);
  expect(options).toEqual([{ reloptions: ['autovacuum_vacuum_insert_threshold=-1'] }]);
});

test('a month that nobody made ahead is made when it is needed, once for many', async () => {
  const partitions = partitionsOf(dataSource, clock);
  const at = new Date('2028-02-29T23:59:59.999Z');
  expect(partitions.covers(at)).toBe(false);
  await Promise.all(Array.from({ length: 20 }, () => partitions.extend(at)));
  expect(partitions.covers(at)).toBe(true);
  await write(at);
  expect(await namesOf()).toEqual(['2028_02']);
});

test('one is made and one is dropped while others write and read', async () => {
  const partitions = partitionsOf(dataSource, clock, { LEDGER_RETENTION_DAYS: '10' });
  await partitions.extend(plusSeconds(clock.now(), -60 * DAY));
  await partitions.onModuleInit();
  await dataSource.transaction(async (manager) => {
    await write(clock.now(), manager);
    await partitions.extend(plusSeconds(clock.now(), 300 * DAY)); // does not wait for us
  });
  await partitions.sweep(clock.now());
  expect(await namesOf()).toEqual(['2026_11', '2026_12', '2027_01', '2027_09']);
});

test.each([
  ['10', '2026-11-24', ['2026_11', '2026_12', '2027_01']],
  ['10', '2026-11-09', ['2026_10', '2026_11', '2026_12', '2027_01']],
  ['60', '2026-11-24', ['2026_09', '2026_10', '2026_11', '2026_12', '2027_01']],
  ['0', '2026-11-24', ['2026_09', '2026_10', '2026_11', '2026_12', '2027_01']],
])('with LEDGER_RETENTION_DAYS=%s on %s only whole months that are past are dropped', async (days, day, left) => {
  const partitions = partitionsOf(dataSource, clock, { LEDGER_RETENTION_DAYS: days });
  for (const month of ['2026-09', '2026-10']) {
    await partitions.extend(new Date(`${month}-15T00:00:00Z`));
    await write(new Date(`${month}-15T00:00:00Z`));
  }
  await partitions.sweep(new Date(`${day}T12:00:00Z`));
  expect(await namesOf()).toEqual(left);
});

test('a month that is not sealed yet stays', async () => {
  const partitions = partitionsOf(dataSource, clock, { LEDGER_RETENTION_DAYS: '10' });
  await partitions.extend(new Date('2026-09-15T00:00:00Z'));
  await write(new Date('2026-09-15T00:00:00Z'));
  await dataSource.query('UPDATE ledger_seal SET last_xact = 1');
  await partitions.sweep(clock.now());
  await dataSource.query('UPDATE ledger_seal SET last_xact = 9e18');
  expect(await namesOf()).toContain('2026_09');
  expect(await namesOf('admin_event')).not.toContain('2026_09'); // of which there is nothing to seal
});

test('a detachment that was cut short is brought to its end', async () => {
  const partitions = partitionsOf(dataSource, clock, { LEDGER_RETENTION_DAYS: '10' });
  const at = new Date('2026-09-15T00:00:00Z');
  await partitions.extend(at);
  await write(at);
  const reader = dataSource.createQueryRunner();
  await reader.startTransaction();
  await reader.query('SELECT count(*) FROM refresh_usage');
  const impatient = dataSource.createQueryRunner();
  await impatient.query('SET statement_timeout = 200');
  await expect(impatient.query('ALTER TABLE refresh_usage DETACH PARTITION refresh_usage_2026_09 CONCURRENTLY')).rejects.toThrow(/statement timeout/);
  await impatient.query('RESET statement_timeout');
  await reader.rollbackTransaction();
  await Promise.all([reader.release(), impatient.release()]);
  await partitions.sweep(clock.now());
  expect(await namesOf()).toEqual(['2026_11', '2026_12', '2027_01']);
});
