import type { MigrationInterface, QueryRunner } from 'typeorm';

const USAGE_INDEXES = { refresh_usage_at: 'USING brin (at) WITH (pages_per_range = 32, autosummarize = on)' };
const EVENT_INDEXES = { admin_event_target: '(target_kind, target_id, at)' };

/** Both ledgers by month. What was written so far, and is still by a release that knows of no partitions, becomes the oldest one. */
export class LedgerPartitions1764500020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const [{ bound }] = await runner.query(`
      SELECT (regexp_match(pg_get_constraintdef(oid), '''([^'']+)''::timestamp'))[1] AS bound FROM pg_constraint WHERE conname = 'refresh_usage_until'`);
    await partition(runner, 'refresh_usage', 'grant_id, at, id', USAGE_INDEXES, bound);
    await partition(runner, 'admin_event', 'at, id', EVENT_INDEXES, bound);
  }

  async down(runner: QueryRunner): Promise<void> {
    await join(runner, 'refresh_usage', 'grant_id, at, id', USAGE_INDEXES);
    await join(runner, 'admin_event', 'at, id', EVENT_INDEXES);
  }
}

/** No row is copied, and none is read again: the bound has been proved. */
async function partition(runner: QueryRunner, table: string, key: string, indexes: Record<string, string>, bound: string): Promise<void> {
  const old = `${table}_until_${bound.slice(0, 7).replace('-', '_')}`;
  await runner.query(`
    SET LOCAL statement_timeout = 0;
    ALTER TABLE ${table} RENAME TO ${old};
    ALTER INDEX ${table}_pkey RENAME TO ${old}_pkey;
    ${Object.keys(indexes).map((name) => `ALTER INDEX ${name} RENAME TO ${name}_until;`).join(' ')}
    CREATE TABLE ${table} (LIKE ${old} INCLUDING DEFAULTS, PRIMARY KEY (${key})) PARTITION BY RANGE (at);
    ${Object.entries(indexes).map(([name, definition]) => `CREATE INDEX ${name} ON ${table} ${definition};`).join(' ')}`);
  const [{ isEmpty }] = await runner.query(`SELECT NOT EXISTS (SELECT FROM ${old}) AS "isEmpty"`);
  const attach = `ALTER TABLE ${table} ATTACH PARTITION ${old} FOR VALUES FROM (MINVALUE) TO ('${bound}'); ALTER TABLE ${old} DROP CONSTRAINT IF EXISTS ${table}_until;`;
  await runner.query(isEmpty ? `DROP TABLE ${old}` : attach);
}

async function join(runner: QueryRunner, table: string, key: string, indexes: Record<string, string>): Promise<void> {
  await runner.query(`
    SET LOCAL statement_timeout = 0;
    CREATE TABLE ${table}_whole (LIKE ${table} INCLUDING DEFAULTS);
    INSERT INTO ${table}_whole SELECT * FROM ${table};
    DROP TABLE ${table};
    ALTER TABLE ${table}_whole RENAME TO ${table};
    ALTER TABLE ${table} ADD PRIMARY KEY (${key});
    ${Object.entries(indexes).map(([name, definition]) => `CREATE INDEX ${name} ON ${table} ${definition};`).join(' ')}`);
}
