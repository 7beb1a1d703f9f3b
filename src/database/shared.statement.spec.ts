import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openDataSource } from '../../test/support/database.js';
import { poolOf } from './data-source.js';
import { SharedStatement } from './shared.statement.js';

const dataSource = await openDataSource([], { asOwner: true });
await dataSource.query('CREATE TABLE visit (name text PRIMARY KEY)');

/** Says how many share the statement with this asker, and nothing to who is named nobody. */
const COMPANY = `SELECT place::integer, name, (count(*) OVER ())::integer FROM unnest($1::text[]) WITH ORDINALITY AS asked (name, place) WHERE name <> 'nobody'`;
const company = () => new SharedStatement(dataSource, { name: `company_${Math.random()}`.replace('.', ''), sql: COMPANY, isRead: true });

/** Waits for whoever holds the lock of that name, and writes. */
const VISIT = `WITH asked AS MATERIALIZED (SELECT name, place, pg_advisory_xact_lock_shared(hashtext(name)) FROM unnest($1::text[]) WITH ORDINALITY AS asked (name, place)),
  written AS (INSERT INTO visit SELECT name FROM asked RETURNING name) SELECT place::integer FROM asked`;
const visits = new SharedStatement(dataSource, { name: 'visit', sql: VISIT, isRead: false });

test('who asks alone is answered alone, at once', async () => {
  expect(await company().ask(['alice'])).toEqual([1, 'alice', 1]);
});

test('who asks in the same turn shares the statement, and gets his own row, or none', async () => {
  const shared = company();
  const rows = await Promise.all(['a', 'b', 'nobody', 'c'].map((name) => shared.ask([name])));
  expect(rows).toEqual([[1, 'a', 3], [2, 'b', 3], null, [4, 'c', 3]]);
});

test('who asks while it is in flight goes into the next, all of them together; no flight has more than 128', async () => {
  const shared = company();
  const first = shared.ask(['first']);
  await new Promise(setImmediate);
  const later = Array.from({ length: 200 }, (_, n) => shared.ask([`later ${n}`]));
  expect(await first).toEqual([1, 'first', 1]);
  expect((await Promise.all(later)).map((row) => row![2])).toEqual([...Array(128).fill(128), ...Array(72).fill(72)]);
});

test('what one asker spoils harms none of the others, who are asked again one by one', async () => {
  const names = ['a', 'b', 'a NUL \0', 'c'];
  const outcomes = await Promise.allSettled(names.map((name) => visits.ask([name])));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(await dataSource.query('SELECT name FROM visit ORDER BY name')).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
});

test('who waits for a lock holds up nobody who asks after him', async () => {
  const holder = await poolOf(dataSource).connect();
  await holder.query(`SELECT pg_advisory_lock(hashtext('locked'))`);
  const locked = visits.ask(['locked']);
  await new Promise(setImmediate);
  expect(await visits.ask(['free'])).toEqual([1]);
  expect(await Promise.race([locked, delay(50, 'waits')])).toBe('waits');
  await holder.query(`SELECT pg_advisory_unlock(hashtext('locked'))`);
  holder.release();
  expect(await locked).toEqual([1]);
});

test('a broken connection is no trouble of a read, and is told to all who share a write', async () => {
  const sever = async () => void (await dataSource.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'));
  const shared = company();
  await Promise.all([shared.ask(['a']), sever()]);
  expect(await shared.ask(['b'])).toEqual([1, 'b', 1]);
  const killed = new SharedStatement(dataSource, {
    name: 'killed',
    sql: 'SELECT place::integer, pg_terminate_backend(pg_backend_pid()) FROM unnest($1::text[]) WITH ORDINALITY AS asked (name, place)',
    isRead: false,
  });
  const outcomes = await Promise.allSettled(['a', 'b'].map((name) => killed.ask([name])));
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
