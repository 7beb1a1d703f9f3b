import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate, urlOf } from './template.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's PostgreSQL, and its migrated database that each test copies. */
    postgres: { url: string; template: string };
  }
}

/** Nothing of a test run has to survive a power cut. */
const HASTY = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'max_connections=300'];

/** One PostgreSQL for the whole run: our embedded one, or that of TEST_DATABASE_URL (whose role needs CREATEDB). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL ? { url: process.env.TEST_DATABASE_URL, stop } : await startEmbedded();
  const template = `evergrant_test_${randomBytes(4).toString('hex')}`;
  async function stop(): Promise<void> {
    await dropAll(server.url, template);
  }
  try {
    await query(server.url, `CREATE DATABASE ${template}`);
    await migrate(urlOf(server.url, template));
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('postgres', { url: server.url, template });
  return server.stop;
}

async function startEmbedded(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'evergrant-test-'));
  chmodSync(folder, 0o711); // for root's PostgreSQL, which may have to run as nobody
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', () => {
    const pidFile = join(folder, 'postgres/postmaster.pid');
    if (existsSync(pidFile)) process.kill(Number.parseInt(readFileSync(pidFile, 'utf8'), 10), 'SIGQUIT'); // the run was interrupted
    remove();
  });
  const postgres = await EmbeddedPostgres.start(folder, HASTY);
  return { url: postgres.url, stop: () => postgres.stop().then(remove) };
}

async function dropAll(url: string, prefix: string): Promise<void> {
  const names = await query(url, `SELECT datname FROM pg_database WHERE starts_with(datname, '${prefix}')`);
  for (const { datname } of names) await query(url, `DROP DATABASE ${datname} WITH (FORCE)`);
}

async function query(url: string, sql: string): Promise<{ datname: string }[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client.query(sql).then(({ rows }) => rows).finally(() => client.end());
}
