import { join } from 'node:path';
import { DataSource, type EntitySchema, type QueryRunner, type ReplicationMode } from 'typeorm';
import { SnakeNamingStrategy } from './naming.strategy.js';
import { isPassing } from './storage.error.js';
import { retrying } from './transaction.js';

export type Entities = (new () => object)[] | EntitySchema[];

/**
 * Every connection: UTC whatever the server says (timestamps are read as instants), and no statement that never ends. No bitmap
 * scans: to find a family's newest rows in the ledger one reads all its rows, which the planner prefers when it takes them for few.
 */
const SESSION_OPTIONS = '-c timezone=UTC -c statement_timeout=15000 -c idle_in_transaction_session_timeout=15000 -c enable_bitmapscan=off';

/** The one data source. The rooms bring their entities; `synchronize` stays off, migrations alone change the schema. */
export function createDataSource(url: string, entities: Entities): DataSource {
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
    extra: { options: SESSION_OPTIONS, keepAlive: true },
  });
}

/** Few, for what reads may itself be run again as a whole. */
const READ_ATTEMPTS = 3;

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
      retrying(() => (attempt++ === 0 ? first(...statement) : again(...statement)), isPassing, READ_ATTEMPTS);
    return runner;
  }
}
