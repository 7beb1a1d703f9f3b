import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freshFolder, Program } from '../support/fresh-folder.js';

/** A build and several starts, on whatever machine. */
vi.setConfig({ testTimeout: 120_000 });

const folder = freshFolder();
const programs: Program[] = [];
afterAll(async () => {
  await Promise.allSettled(programs.map((program) => program.end('SIGTERM')));
  folder.remove();
});

let env: Record<string, string>;
beforeAll(async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  env = { PORT: String((probe.address() as AddressInfo).port) };
  await new Promise((resolve) => probe.close(resolve));
});

const RUNNING = /curl (-s .*)\n/;
const pidFile = join(folder.path, '.data/postgres/postmaster.pid');
const postgresPid = () => Number(readFileSync(pidFile, 'utf8').split('\n')[0]);

function start(command: string, ...args: string[]): Program {
  const program = new Program(command, args, folder.path, env);
  programs.push(program);
  return program;
}

const startBuilt = () => start(process.execPath, 'dist/src/main.js');

/** Runs the printed line as a reader would paste it. */
function paste(line: string): Record<string, string> {
  return JSON.parse(execFileSync('sh', ['-c', `curl ${line}`], { encoding: 'utf8' }));
}

/** The same without waiting; empty when nothing answered. */
function pasteLater(line: string): Promise<string> {
  return new Promise((resolve) => execFile('sh', ['-c', `curl ${line}`], (_error, stdout) => resolve(stdout)));
}

/** The embedded database, as only someone who can read its folder can open it. */
async function openDatabase(): Promise<pg.Client> {
  const [, , , port] = readFileSync(pidFile, 'utf8').split('\n');
  const password = readFileSync(join(folder.path, '.data/postgres-password'), 'utf8').trim();
  const client = new pg.Client({ host: '127.0.0.1', port: Number(port), user: 'evergrant', password, database: 'postgres' });
  client.on('error', () => undefined); // the server's end
  await client.connect();
  return client;
}

describe('npm start in a fresh folder', () => {
  let refreshLine: string;
  let first: Record<string, string>;

  it('builds, starts a database, and prints a line that refreshes, as often as it is pasted', async () => {
    const program = start('npm', 'start');
    [, refreshLine = ''] = await program.printed(RUNNING);
    for (const text of ['/oidc/.well-known/openid-configuration', 'demo-app', 'ada']) expect(program.output).toContain(text);
    first = paste(refreshLine);
    const second = paste(refreshLine);
    expect(Object.keys(first).slice(0, 6)).toEqual(['access_token', 'expires_in', 'id_token', 'refresh_token', 'scope', 'token_type']);
    expect(second.refresh_token).toBe(first.refresh_token);
    expect(second.access_token).not.toBe(first.access_token);
  });

  it('keeps its keys to itself, and a password on the database', async () => {
    for (const name of ['token-keys', 'encryption-keys', 'postgres-password']) expect(statSync(join(folder.path, '.data', name)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder.path, '.data/postgres/pg_hba.conf'), 'utf8')).not.toMatch(/^\w.*(trust|password)$/m);
  });

  it('says how many families depend on which token key, and retires none by mistake', async () => {
    const report = start(process.execPath, 'dist/src/token-keys.js');
    expect(await report.exited()).toBe(0);
    expect(report.output).toMatch(/^key +in TOKEN_KEYS +live families +client secrets +retired\n[\da-f]{8} +signs +1 +\d+ +-\n$/);
    const mistaken = start(process.execPath, 'dist/src/token-keys.js', 'retire', 'nonsense');
    expect(await mistaken.exited()).toBe(1);
    expect(mistaken.output).toBe('There is no key nonsense.\n');
  });

  it('refuses a second start on the same data with a clear sentence', async () => {
    const second = startBuilt();
    expect(await second.exited()).toBe(1);
    expect(second.output).toMatch(/^Another Evergrant is already running on .*: stop it first, or set another DATA_DIR\.$/m);
    expect(paste(refreshLine).refresh_token).toBe(first.refresh_token);
  });

  it('stops cleanly at Ctrl-C, the database after the service', async () => {
    await programs[0]!.end('SIGINT');
    expect(existsSync(pidFile)).toBe(false);
  });

  it('finds everything as it was: the refresh token of yesterday works', async () => {
    const again = startBuilt();
    await again.printed(RUNNING);
    expect(paste(refreshLine).refresh_token).toBe(first.refresh_token);
    expect(await again.end('SIGTERM')).toBe(0);
    expect(existsSync(pidFile)).toBe(false);
  });

  it('answers what it has begun when it is told to stop, and nothing new', async () => {
    const program = startBuilt();
    await program.printed(RUNNING);
    const database = await openDatabase();
    await database.query('BEGIN; LOCK TABLE account');
    const answers = Array.from({ length: 5 }, () => pasteLater(refreshLine));
    const waiting = `SELECT count(*) FROM pg_locks WHERE NOT granted`;
    while (Number((await database.query(waiting)).rows[0].count) < 5);
    const stopped = program.end('SIGTERM');
    const isOpen = () => fetch(`http://127.0.0.1:${env.PORT}/health/live`).then(({ ok }) => ok, () => false);
    while (await isOpen());
    await database.query('ROLLBACK');
    for (const answer of await Promise.all(answers)) expect(JSON.parse(answer).refresh_token).toBe(first.refresh_token);
    await database.end();
    expect(await stopped).toBe(0);
  });

  it('recovers by itself after kill -9 of the service', async () => {
    const killed = startBuilt();
    await killed.printed(RUNNING);
    const orphan = postgresPid();
    await killed.end('SIGKILL');
    expect(process.kill(orphan, 0)).toBe(true);
    const next = startBuilt();
    await next.printed(RUNNING);
    expect(paste(refreshLine).refresh_token).toBe(first.refresh_token);
    expect(postgresPid()).not.toBe(orphan);
    await next.end('SIGTERM');
  });

  it('ends when its database is killed, and recovers at the next start', async () => {
    const bereft = startBuilt();
    await bereft.printed(RUNNING);
    process.kill(postgresPid(), 'SIGKILL');
    expect(await bereft.exited()).toBe(1);
    expect(bereft.output).toContain('Start Evergrant again.');
    const next = startBuilt();
    await next.printed(RUNNING);
    expect(paste(refreshLine).refresh_token).toBe(first.refresh_token);
    expect(await next.end('SIGTERM')).toBe(0);
  });
});

describe('a start that cannot be', () => {
  it('names every wrong setting at once', async () => {
    const wrong = new Program(process.execPath, ['dist/src/main.js'], folder.path, { PORT: 'x', LOG_LEVEL: 'loud', PUBLIC_URL: 'http://id.example.com', DATABASE_URL: 'mysql://x' });
    programs.push(wrong);
    expect(await wrong.exited()).toBe(1);
    for (const name of ['PORT', 'LOG_LEVEL', 'PUBLIC_URL', 'DATABASE_URL', 'TOKEN_KEYS', 'ENCRYPTION_KEYS']) expect(wrong.output).toMatch(new RegExp(`^  - ${name} `, 'm'));
    expect(wrong.output).not.toContain('    at ');
  });

  it('says which port is taken', async () => {
    const taken = createServer().listen(Number(env.PORT), '127.0.0.1');
    const program = startBuilt();
    expect(await program.exited()).toBe(1);
    expect(program.output).toContain(`Something already listens on 127.0.0.1:${env.PORT}`);
    expect(existsSync(pidFile)).toBe(false);
    taken.close();
  });
});
