import 'reflect-metadata';
import { register } from 'node:module';
import { ENTITIES } from '../../src/app.module.js';
import { grantToAppRole } from '../../src/database/app-role.js';
import { createDataSource } from '../../src/database/data-source.js';

register('./typescript.loader.mjs', import.meta.url);

/** Runs all migrations on the database that the tests will copy, and grants the service's role what it may do. */
export async function migrate(url: string): Promise<void> {
  const dataSource = await createDataSource(url, ENTITIES, null).initialize();
  await dataSource.runMigrations({ transaction: 'each' });
  await grantToAppRole(dataSource);
  await dataSource.destroy();
}

/** The URL of another database on the same server. */
export function urlOf(server: string, database: string): string {
  return Object.assign(new URL(server), { pathname: `/${database}` }).href;
}
