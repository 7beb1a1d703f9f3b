/** `npm run token-keys [retire <key id>]`: which keys of TOKEN_KEYS live tokens still depend on, so that one can be retired knowingly. */
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import type { DataSource } from 'typeorm';
import { ENTITIES } from './app.module.js';
import { ConfigError } from './config/config.error.js';
import { KeyRing } from './config/key-ring.js';
import { loadSettings } from './config/load-settings.js';
import type { Settings } from './config/settings.js';
import { createDataSource } from './database/data-source.js';
import { databaseUrlOf } from './database/embedded/running.js';
import { TokenKeyStore } from './keys/token-key.store.js';
import { SystemClock } from './protocol/clock.js';

const DEPENDANTS = `
  SELECT key_id AS id, retired_at AS "retiredAt",
    (SELECT count(*)::int FROM refresh_token WHERE token_key_id = key_id AND revoked_at IS NULL AND expires_at > now()) AS families,
    (SELECT count(*)::int FROM client WHERE client_secret_key_id = key_id AND deleted_at IS NULL)
      + (SELECT count(*)::int FROM former_client_secret f WHERE f.key_id = token_key.key_id AND (expires_at IS NULL OR expires_at > now())) AS secrets
  FROM token_key ORDER BY added_at`;

interface Row {
  id: string;
  retiredAt: Date | null;
  families: number;
  secrets: number;
}

async function main([verb, keyId]: string[]): Promise<void> {
  if (existsSync('.env')) loadEnvFile('.env');
  const settings = loadSettings(process.env);
  const dataSource = await createDataSource(databaseUrlOf(settings), ENTITIES).initialize();
  try {
    if (verb === 'retire') await retire(dataSource, settings, keyId ?? '');
    else if (verb) throw new ConfigError('usage: token-keys [retire <key id>]');
    console.log(table(await dataSource.query(DEPENDANTS), KeyRing.parse(settings.tokenKeys)));
  } finally {
    await dataSource.destroy();
  }
}

async function retire(dataSource: DataSource, settings: Settings, keyId: string): Promise<void> {
  const isKnown = await new TokenKeyStore(dataSource, new SystemClock(), settings).retire(keyId);
  if (!isKnown) throw new ConfigError(`There is no key ${keyId}.`);
  console.log(`${keyId} is retired: a server starts without it, and what it made is refused there.\n`);
}

function table(rows: Row[], ring: KeyRing): string {
  const place = (id: string) => (ring.current.id === id ? 'signs' : ring.find(id) ? 'verifies' : 'missing');
  const lines = rows.map(({ id, families, secrets, retiredAt }) => [id, place(id), `${families}`, `${secrets}`, retiredAt?.toISOString() ?? '-']);
  const header = ['key', 'in TOKEN_KEYS', 'live families', 'client secrets', 'retired'];
  const widths = header.map((_, column) => Math.max(...[header, ...lines].map((line) => line[column]!.length)));
  return [header, ...lines].map((line) => line.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd()).join('\n');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
