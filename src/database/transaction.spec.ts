import type { EntityManager } from 'typeorm';
import { expect, test } from 'vitest';
import { openDataSource } from '../../test/support/database.js';
import { transact } from './transaction.js';

const dataSource = await openDataSource([], { asOwner: true });
await dataSource.query('CREATE TABLE counter (id integer PRIMARY KEY, n integer NOT NULL)');
await dataSource.query('INSERT INTO counter VALUES (1, 0), (2, 0)');
const fail = (code: string) => dataSource.query(`DO $$ BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = '${code}'; END $$`);

test('two that lock each other out both get through', async () => {
  const met = [meeting(), meeting()] as const;
  let attempts = 0;
  const cross = (mine: 0 | 1) =>
    transact(dataSource, async (manager) => {
      attempts++;
      await manager.query('UPDATE counter SET n = n + 1 WHERE id = $1', [1 + mine]);
      met[mine].resolve();
      await met[1 - mine]!.promise; // now each holds what the other wants
      await manager.query('UPDATE counter SET n = n + 1 WHERE id = $1', [2 - mine]);
    });
  await Promise.all([cross(0), cross(1)]);
  expect(attempts).toBe(3);
  expect(await dataSource.query('SELECT n FROM counter')).toEqual([{ n: 2 }, { n: 2 }]);
});

test.each([
  ['serialization failures', '40001', 5],
  ['deadlocks', '40P01', 5],
  ['anything else', '23505', 1],
])('%s: tried again a bounded number of times', async (_, code, tries) => {
  let tried = 0;
  const work = () => transact(dataSource, async () => void (tried++, await fail(code)));
  await expect(work()).rejects.toThrow('planted');
  expect(tried).toBe(tries);
});

test('its connection broken before the COMMIT, it runs again; broken at the COMMIT, who knows', async () => {
  const sever = (manager: { query: typeof dataSource.query }) => manager.query('SELECT pg_terminate_backend(pg_backend_pid())');
  let tried = 0;
  expect(await transact(dataSource, async (manager) => (tried++ === 0 ? sever(manager) : 'done'))).toBe('done');
  expect(tried).toBe(2);
  const cutOff = async ({ queryRunner }: EntityManager) => {
    tried++;
    queryRunner!.commitTransaction = () => Promise.reject(new Error('Connection terminated unexpectedly'));
  };
  await expect(transact(dataSource, cutOff)).rejects.toThrow('Connection terminated');
  expect(tried).toBe(3);
});

test('what is thrown undoes, what is returned stays', async () => {
  const count = () => dataSource.query('SELECT n FROM counter WHERE id = 1').then(([{ n }]) => n);
  const before = await count();
  const add = (manager: { query: typeof dataSource.query }) => manager.query('UPDATE counter SET n = n + 1 WHERE id = 1');
  await expect(transact(dataSource, (manager) => add(manager).then(() => { throw new Error('no'); }))).rejects.toThrow('no');
  expect(await count()).toBe(before);
  expect(await transact(dataSource, (manager) => add(manager).then(() => 'refused'))).toBe('refused');
  expect(await count()).toBe(before + 1);
});

function meeting(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
