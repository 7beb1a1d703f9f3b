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

test('signing keys of the release before go on: the newest signs, the one before it verifies, a retired one is believed no more', async () => {
  const names = house.migrations.map((migration) => migration.constructor.name);
  const applied = async () => (await house.query('SELECT name FROM migration')).length as number;
  while ((await applied()) > names.indexOf('SigningKeyTimes1764620000000')) await house.undoLastMigration({ transaction: 'each' });
  const insert = (kid: string, day: number, retiredAt: string | null) =>
    house.query(`INSERT INTO signing_key VALUES ($1, 'RS256', '{}', '\\x00', 'k', $2, $3)`, [kid, `2026-01-0${day}T00:00:00Z`, retiredAt]);
  for (const [kid, day, retiredAt] of [['retired', 1, '2026-01-04T00:00:00Z'], ['elder', 2, null], ['signing', 3, null]] as const) await insert(kid, day, retiredAt);
  await house.runMigrations({ transaction: 'each' });
  const keys = await house.query(`SELECT kid, extract(day FROM signs_from AT TIME ZONE 'UTC')::int AS "from", extract(day FROM signs_until AT TIME ZONE 'UTC')::int AS until,
    published_until > now() AS "isPublished", compromised_at IS NOT NULL AS "isCompromised", private_key IS NOT NULL AS "isWhole" FROM signing_key ORDER BY created_at`);
  expect(keys).toEqual([
    { kid: 'retired', from: 1, until: 2, isPublished: false, isCompromised: true, isWhole: false },
    { kid: 'elder', from: 2, until: 3, isPublished: true, isCompromised: false, isWhole: true },
    { kid: 'signing', from: 3, until: null, isPublished: null, isCompromised: false, isWhole: true },
  ]);
  expect(await drift(house)).toEqual([]);
});
