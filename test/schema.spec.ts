import { afterAll, expect, test } from 'vitest';
import { EntitySchema, type DataSource } from 'typeorm';
import { ENTITIES } from '../src/app.module.js';
import { createDataSource, type Entities } from '../src/database/data-source.js';
import { createDatabase } from './support/database.js';

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
