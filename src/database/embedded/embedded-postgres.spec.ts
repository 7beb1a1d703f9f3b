import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ConfigError } from '../../config/config.error.js';
import { EmbeddedPostgres } from './embedded-postgres.js';

const folder = mkdtempSync(join(tmpdir(), 'evergrant-embedded-'));
chmodSync(folder, 0o711);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HASTY = ['fsync=off'];
const pidFile = join(folder, 'postgres/postmaster.pid');
const pid = () => Number.parseInt(readFileSync(pidFile, 'utf8'), 10);

let running: EmbeddedPostgres | null = null;
afterEach(() => running?.stop());
const start = async () => (running = await EmbeddedPostgres.start(folder, HASTY));

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client.query(sql).then(({ rows }) => rows).finally(() => client.end());
}

/** A process of its own that starts the database on our folder; resolves when it is up. */
async function startElsewhere(): Promise<ReturnType<typeof spawn>> {
  const loader = new URL('../../../test/support/typescript.loader.mjs', import.meta.url).href;
  const script = `
    (await import('node:module')).register('${loader}');
    const { EmbeddedPostgres } = await import('${new URL('./embedded-postgres.ts', import.meta.url).href}');
    console.log((await EmbeddedPostgres.start('${folder}', ['fsync=off'])).url);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout!, 'data');
  return child;
}

describe('the embedded PostgreSQL', () => {
  test('starts from an empty folder, keeps its data, stops without leaving a pid file', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(existsSync(pidFile)).toBe(false);
    expect(await query((await start()).url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  test('lets nobody in without the password, which only its owner may read', async () => {
    const { url } = await start();
    const neighbour = Object.assign(new URL(url), { password: 'guess' }).href;
    await expect(query(neighbour, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    const passwordless = Object.assign(new URL(url), { password: '' }).href;
    await expect(query(passwordless, 'SELECT 1')).rejects.toThrow(/password/);
    expect((statSync(join(folder, 'postgres-password')).mode & 0o777).toString(8)).toBe('600');
    const [{ addresses, sockets }] = (await query(url, "SELECT current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets")) as [Record<string, string>];
    expect([addresses, sockets]).toEqual(['127.0.0.1', '']);
  });

  test('refuses a second start on the same data in clear words, and the first does not notice', async () => {
    const { url } = await start();
    const second = EmbeddedPostgres.start(folder, HASTY);
    await expect(second).rejects.toThrow(ConfigError);
    await expect(second).rejects.toThrow(/Another Evergrant is already running on .+: stop it first, or set another DATA_DIR/);
    expect(await query(url, 'SELECT 1 AS up')).toEqual([{ up: 1 }]);
  });

  test('tells when it dies unasked, and recovers by itself at the next start', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE IF NOT EXISTS survivor AS SELECT 1 AS n');
    const died = new Promise<void>((resolve) => first.onUnexpectedExit(resolve));
    process.kill(pid(), 'SIGKILL');
    await died;
    await first.stop();
    expect(await query((await start()).url, 'SELECT n FROM survivor')).toEqual([{ n: 1 }]);
  });

  test('takes over from one whose Evergrant was killed', async () => {
    const child = await startElsewhere();
    const orphan = pid();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(() => process.kill(orphan, 0)).not.toThrow();
    const { url } = await start();
    expect(pid()).not.toBe(orphan);
    expect(await query(url, 'SELECT 1 AS up')).toEqual([{ up: 1 }]);
  });

  test('starts although a pid file of long ago names somebody else’s process', async () => {
    const first = await start();
    const remains = readFileSync(pidFile, 'utf8');
    await first.stop();
    writeFileSync(pidFile, remains.replace(/^\d+/, '999999'));
    expect(await query((await start()).url, 'SELECT 1 AS up')).toEqual([{ up: 1 }]);
  });

  test('begins anew where an initdb was cut short', async () => {
    const half = mkdtempSync(join(tmpdir(), 'evergrant-half-'));
    chmodSync(half, 0o711);
    mkdirSync(join(half, 'postgres'));
    writeFileSync(join(half, 'postgres/PG_VERSION'), '18\n');
    running = await EmbeddedPostgres.start(half, HASTY);
    expect(await query(running.url, 'SELECT 1 AS up')).toEqual([{ up: 1 }]);
    await running.stop();
    rmSync(half, { recursive: true });
  });
});
