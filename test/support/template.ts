import { register } from 'node:module';
import { createDataSource } from '../../src/database/data-source.js';

register('./typescript.loader.mjs', import.meta.url);

/** Runs all migrations on the database that the tests will copy. */
export async function migrate(url: string): Promise<void> {
  const dataSource = await createDataSource(url, []).initialize();
  await dataSource.runMigrations({ transaction: 'each' });
  await dataSource.destroy();
}

/** The URL of another database on the same server. */
export function urlOf(server: string, database: string): string {
  return Object.assign(new URL(server), { pathname: `/${database}` }).href;
}
