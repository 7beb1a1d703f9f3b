import { afterAll, expect, test } from 'vitest';
import { EntitySchema, type DataSource } from 'typeorm';
import { ENTITIES } from '../src/app.module.js';
import { createDataSource, type Entities } from '../src/database/data-source.js';
import { createDatabase, partitionsOf } from './support/database.js';

const url = await createDatabase({ empty: true });
const open: DataSource[] = [];
afterAll(() => Promise.all(open.map((dataSource) => dataSource.destroy())));

async function connect(entities: Entities): Promise<DataSource> {
  const dataSource = await createDataSource(url, entities, null).initialize();
  open.push(dataSource);
  return dataSource;
}

/** What TypeORM would change to make the tables fit the entities. */
async function drift(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

async function tables(dataSource: DataSource): Promise<string[]> {
  const rows = await dataSource.query("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1");
  return rows.map(({ name }: { name: string }) => name);
}

const house = await connect(ENTITIES);

test('all migrations together make the tables of the entities', async () => {
  await house.runMigrations({ transaction: 'each' });
  expect(await tables(house)).toEqual(['migration', ...house.entityMetadatas.map(({ tableName }) => tableName)].sort());
  expect(await drift(house)).toEqual([]);
});

test('an entity with a column that no migration made would be noticed', async () => {
  const grown = new EntitySchema({ name: 'Resource', columns: { identifier: { type: 'text', primary: true }, scopes: { type: 'text', array: true }, planted: { type: 'text' } } });
  expect(await drift(await connect([grown]))).toEqual([expect.stringMatching(/ADD "planted" text NOT NULL/)]);
});

test('the migrations go down to nothing and up again', async () => {
  for (const _ of house.migrations) await house.undoLastMigration({ transaction: 'each' });
  expect(await tables(house)).toEqual(['migration']);
  await house.runMigrations({ transaction: 'each' });
  expect(await drift(house)).toEqual([]);
});

test('a ledger with rows becomes a partition, beside a release that knows of none', async () => {
  const names = house.migrations.map((migration) => migration.constructor.name);
  for (const _ of names.slice(names.indexOf('LedgerBound1764500000000'))) await house.undoLastMigration({ transaction: 'each' });
  const insert = `INSERT INTO refresh_usage (grant_id, at, id, verdict, client_id, request_id, scopes, resources)
    VALUES (gen_random_uuid(), now(), gen_random_uuid(), 'reused', 'web', 'r', '{}', '{}')`;
  await house.query(insert);
  await house.runMigrations({ transaction: 'each' });
  await house.query(insert);
  const rows = await house.query('SELECT count(*)::int AS rows, tableoid::regclass::text AS partition FROM refresh_usage GROUP BY 2');
  expect(rows).toEqual([{ rows: 2, partition: expect.stringMatching(/^refresh_usage_until_\d{4}_\d{2}$/) }]);
  const partitions = partitionsOf(house);
  await partitions.onModuleInit();
  expect(await tables(house)).toEqual(expect.arrayContaining(['refresh_usage', rows[0].partition]));
  expect(await drift(house)).toEqual([]);
  for (const _ of names.slice(names.indexOf('LedgerBound1764500000000'))) await house.undoLastMigration({ transaction: 'each' });
  expect(await house.query('SELECT count(*)::int AS rows FROM refresh_usage')).toEqual([{ rows: 2 }]);
});
