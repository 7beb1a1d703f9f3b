import { join } from 'node:path';
import { DataSource, type EntitySchema } from 'typeorm';
import { SnakeNamingStrategy } from './naming.strategy.js';

export type Entities = (new () => object)[] | EntitySchema[];

/** Every connection: UTC whatever the server says (timestamps are read as instants), and no statement that never ends. */
const SESSION_OPTIONS = '-c timezone=UTC -c statement_timeout=15000 -c idle_in_transaction_session_timeout=15000';

/** The one data source. The rooms bring their entities; `synchronize` stays off, migrations alone change the schema. */
export function createDataSource(url: string, entities: Entities): DataSource {
  return new DataSource({
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
