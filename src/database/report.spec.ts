import { expect, test } from 'vitest';
import { openDataSource } from '../../test/support/database.js';
import { report } from './report.js';

const dataSource = await openDataSource([], { asOwner: true });
await dataSource.query('CREATE TABLE counter (n integer NOT NULL)');

const SETTINGS = ['plan_cache_mode', 'enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'enable_bitmapscan', 'transaction_read_only', 'transaction_isolation'];
const ask = `SELECT ${SETTINGS.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`;

test('a report is planned freely and reads one moment; afterwards the connection is as it was', async () => {
  const before = await dataSource.query(ask);
  const [within] = await report(dataSource, (manager) => manager.query(ask));
  expect(Object.values(within)).toEqual(['force_custom_plan', 'on', 'on', 'on', 'on', 'on', 'repeatable read']);
  expect(await dataSource.query(ask)).toEqual(before);
  expect(before[0]).toMatchObject({ enable_seqscan: 'off', plan_cache_mode: 'force_generic_plan', transaction_read_only: 'off' });
});

test('a report that writes fails', async () => {
  await expect(report(dataSource, (manager) => manager.query('INSERT INTO counter VALUES (1)'))).rejects.toThrow(/read-only/);
});
