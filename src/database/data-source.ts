import { join } from 'node:path';
import type { Pool } from 'pg';
import { DataSource, type EntitySchema, type QueryRunner, type ReplicationMode } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { APP_ROLE } from './app-role.js';
import { SnakeNamingStrategy } from './naming.strategy.js';
import { rereading } from './transaction.js';

export type Entities = (new () => object)[] | EntitySchema[];

/**
 * Every connection: UTC whatever the server says (timestamps are read as instants), and no statement that never ends. All we
 * ask is found by key: prepared statements keep one plan for whatever values, and one made while a table was empty must be good
 * when it is full. Without bitmap scans a family's newest rows are read from the end of the key, not all its rows.
 */
const SESSION_OPTIONS = [
  ...['timezone=UTC', 'statement_timeout=15000', 'idle_in_transaction_session_timeout=15000'],
  ...['plan_cache_mode=force_generic_plan', 'enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off', 'enable_bitmapscan=off', 'jit=off'],
].map((option) => `-c ${option}`).join(' ');

/**
 * The one data source. The rooms bring their entities; `synchronize` stays off, migrations alone change the schema.
 * @param role that its connections act as; null for that of the user in the URL
 */
export function createDataSource(url: string, entities: Entities, role: string | null = APP_ROLE): DataSource {
  return new PatientDataSource({
    type: 'postgres',
    url,
    entities,
    namingStrategy: new SnakeNamingStrategy(),
    migrations: [join(import.meta.dirname, '../../migrations/*.{js,ts}')],
    migrationsTableName: 'migration',
    applicationName: 'evergrant',
    poolSize: 10,
    connectTimeoutMS: 3000,
    synchronize: false,
    logging: false,
    extra: { options: role === null ? SESSION_OPTIONS : `${SESSION_OPTIONS} -c role=${role}`, keepAlive: true },
  });
}

/** TypeORM's own pool, for what TypeORM cannot say: statements that each connection prepares once, by name. */
export function poolOf(dataSource: DataSource): Pool {
  return (dataSource.driver as PostgresDriver).master;
}

/** Its reads outlive a connection that the server has ended: a pool full of dead ones is not the caller's trouble. */
class PatientDataSource extends DataSource {
  /** TypeORM asks for a `slave` for each find or select outside a transaction, and for nothing else. */
  override createQueryRunner(mode: ReplicationMode = 'master'): QueryRunner {
    const runner = super.createQueryRunner(mode);
    if (mode === 'master') return runner;
    const first = runner.query.bind(runner) as QueryRunner['query'];
    const again = async (...statement: Parameters<typeof first>) => {
      const spare = super.createQueryRunner(mode);
      return spare.query(...statement).finally(() => spare.release());
    };
    let attempt = 0;
    runner.query = (...statement: Parameters<typeof first>) =>
      rereading(() => (attempt++ === 0 ? first(...statement) : again(...statement)));
    return runner;
  }
}
