import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { KEYS } from './data.js';
import { createDatabase } from './database.js';
import { build, freePort, Program } from './fresh-folder.js';
import type { House } from './house.js';

const ROOT = resolve(import.meta.dirname, '../..');
const STAMP = join(ROOT, 'dist/.built-of');

/** Of all spec files of a run, one builds and the others wait. */
const BUILDING = 5_110_811;

/** The built server, as an operator would start it, on a database of its own. To a `Browser` or a `RelyingParty` it is a house. */
export interface BuiltServer extends Pick<House, 'url' | 'publicUrl' | 'issuer' | 'databaseUrl' | 'fetch' | 'sql' | 'close'> {
  readonly house: House;
}

/**
 * @param settings further environment variables
 * @param prepare fills its migrated database before it starts
 */
export async function openBuiltServer(bootstrap: object, settings: Record<string, string> = {}, prepare?: (databaseUrl: string) => Promise<void>): Promise<BuiltServer> {
  await buildOnce();
  const folder = mkdtempSync(join(tmpdir(), 'evergrant-built-'));
  const [databaseUrl, port] = [await createDatabase(), await freePort()];
  await prepare?.(databaseUrl);
  const url = `http://localhost:${port}`;
  const file = join(folder, 'bootstrap.json');
  writeFileSync(file, JSON.stringify(bootstrap));
  const env = { ...KEYS, ALLOW_PUBLIC_REUSE: 'true', DATABASE_URL: databaseUrl, BOOTSTRAP_FILE: file, PORT: `${port}`, PUBLIC_URL: url, LOG_LEVEL: 'warn', ...settings };
  const program = new Program(process.execPath, [join(ROOT, 'dist/src/main.js')], folder, env);
  await program.printed(/Evergrant is running/);
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  const server = {
    ...{ url, publicUrl: url, issuer: `${url}/oidc`, databaseUrl, clock: { now: () => new Date(), lead: 0 } },
    fetch: (to: string | URL, init?: RequestInit) => fetch(new URL(to, url), { redirect: 'manual', ...init }),
    sql: (query: string, params?: unknown[]) => owner.query(query, params).then(({ rows }) => rows),
    close: async () => {
      await owner.end();
      await program.end('SIGTERM');
      rmSync(folder, { recursive: true });
    },
  } as unknown as House;
  return { ...server, house: server };
}

/** Builds `dist` where it is missing, or not of these sources. */
export async function buildOnce(): Promise<void> {
  const lock = new pg.Client({ connectionString: inject('postgres').url });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [BUILDING]);
    const made = digest();
    if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === made) return;
    rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
    build(ROOT);
    const vite = ['node_modules/vite/bin/vite.js', 'build', '--config', 'src/admin/console/app/vite.config.ts', '--logLevel', 'error'];
    execFileSync(process.execPath, vite, { cwd: ROOT, env: { ...process.env, NODE_ENV: 'production' } });
    writeFileSync(STAMP, made);
  } finally {
    await lock.end();
  }
}

/** Of what the build is made of, by name, size and time. */
function digest(): string {
  const hash = createHash('sha256');
  for (const folder of ['src', 'migrations']) {
    for (const file of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      const { size, mtimeMs } = statSync(join(ROOT, folder, file));
      hash.update(`${folder}/${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}
