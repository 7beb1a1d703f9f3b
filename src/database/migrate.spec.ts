import { afterAll, expect, test } from 'vitest';
import { createDatabase } from '../../test/support/database.js';
import { createDataSource } from './data-source.js';
import { withMigrationLock } from './migrate.js';

const url = await createDatabase({ empty: true });
const replicas = await Promise.all([1, 2, 3].map(() => createDataSource(url, [], null).initialize()));
afterAll(() => Promise.all(replicas.map((replica) => replica.destroy())));

test('replicas that start together migrate one after the other, once', async () => {
  const ran = await Promise.all(replicas.map((replica) => withMigrationLock(replica, () => replica.runMigrations({ transaction: 'each' }))));
  expect(ran.filter((migrations) => migrations.length > 0)).toHaveLength(1);
  expect(ran.flat()).toHaveLength(replicas[0]!.migrations.length);
});

test('the lock is given back when the work fails', async () => {
  await expect(withMigrationLock(replicas[0]!, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withMigrationLock(replicas[1]!, async () => 'done')).toBe('done');
});

test('times are instants in UTC, whatever the server says', async () => {
  const [row] = await replicas[0]!.query("SELECT current_setting('timezone') AS zone, '2026-11-24T10:00:00Z'::timestamptz AS at");
  expect(row).toEqual({ zone: 'UTC', at: new Date('2026-11-24T10:00:00Z') });
});
