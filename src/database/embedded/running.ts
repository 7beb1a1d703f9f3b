import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../config/config.error.js';
import type { Settings } from '../../config/settings.js';
import { EmbeddedPostgres } from './embedded-postgres.js';

/** For commands beside a service. An embedded database has to be running: its service keeps it. */
export function databaseUrlOf({ databaseUrl, dataDir }: Settings): string {
  if (databaseUrl) return databaseUrl;
  if (!existsSync(join(dataDir, 'postgres', 'postmaster.pid'))) throw new ConfigError(`No Evergrant is running on ${dataDir}: start it first, or set DATABASE_URL.`);
  return EmbeddedPostgres.urlOf(dataDir);
}
