import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, it, vi } from 'vitest';
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { build, freePort, freshFolder, Program } from '../support/fresh-folder.js';

/** A build and several starts, on whatever machine. */
vi.setConfig({ testTimeout: 120_000 });

const folder = freshFolder();
build(folder.path);
const pidFile = join(folder.path, '.data/postgres/postmaster.pid');
const env = { PORT: String(await freePort()), WORKERS: '2', LOG_LEVEL: 'debug' };
const programs: Program[] = [];
afterAll(async () => {
  await Promise.allSettled(programs.map((program) => program.end('SIGTERM')));
  folder.remove();
});

function start(): Program {
  const program = new Program(process.execPath, ['dist/src/main.js'], folder.path, env);
  programs.push(program);
  return program;
}

/** Runs the printed line on a connection of its own; returns the refresh token, and the request id. */
function paste(line: string): Promise<{ token: string; requestId: string }> {
  return new Promise((resolve, reject) => {
    execFile('sh', ['-c', `curl -i ${line}`], (error, answer) => {
      const [, requestId = ''] = /^x-request-id: (.+)\r$/m.exec(answer) ?? [];
      const [, token = ''] = /"refresh_token":"(.+?)"/.exec(answer) ?? [];
      return token ? resolve({ token, requestId }) : reject(error ?? new Error(answer));
    });
  });
}

/** Refreshes until so many processes have answered; returns their ids. Each answer has the same refresh token. */
async function whoAnswer(program: Program, count: number): Promise<Set<number>> {
  const pids = new Set<number>();
  while (pids.size < count) {
    const { token, requestId } = await paste(line);
    tokens.add(token);
    const [answered] = await program.printed(new RegExp(`.*"answered".*${requestId}.*`));
    pids.add(JSON.parse(answered).pid);
  }
  return pids;
}

const RUNNING = /curl (-s .*)\n/;
const tokens = new Set<string>();
let program = start();
const [, line = ''] = await program.printed(RUNNING);

it('several processes answer for one service: what one has refreshed, the other refreshes', async () => {
  const pids = await whoAnswer(program, 2);
  expect(pids.has(program.pid)).toBe(false);
  expect(tokens.size).toBe(1);
  expect(program.output.match(/Evergrant is running/g)).toHaveLength(1);
  expect(program.output.match(/"applied /g)).toHaveLength(1);
});

it('one that is killed is replaced, and the service goes on', async () => {
  const [killed, other] = await whoAnswer(program, 2);
  process.kill(killed!, 'SIGKILL');
  await program.printed(/.*a worker has died and is replaced.*SIGKILL.*/);
  const pids = await whoAnswer(program, 2);
  expect([pids.has(killed!), pids.has(other!)]).toEqual([false, true]);
  expect(program.output.match(/Evergrant is running/g)).toHaveLength(1);
});

it('told to stop, all of them answer what they have begun; the database stops last', async () => {
  await whoAnswer(program, 2);
  const database = new pg.Client({ connectionString: EmbeddedPostgres.urlOf(join(folder.path, '.data')) });
  database.on('error', () => undefined); // the server's end
  await database.connect();
  await database.query('BEGIN; LOCK TABLE account');
  const answers: ReturnType<typeof paste>[] = [];
  const waiting = async () => Number((await database.query('SELECT count(*) FROM pg_locks WHERE NOT granted')).rows[0].count);
  while (answers.length < 6) {
    answers.push(paste(line));
    while ((await waiting()) < answers.length); // none of them shares its statement with another
  }
  process.kill(program.pid, 'SIGTERM');
  // Whoever connects in the very moment of closing may wait for the end of it: nobody answers there.
  const isOpen = () => fetch(`http://127.0.0.1:${env.PORT}/health/live`, { signal: AbortSignal.timeout(1000) }).then(({ ok }) => ok, () => false);
  while (await isOpen());
  await database.query('ROLLBACK');
  for (const { token } of await Promise.all(answers)) expect(tokens).toContain(token);
  await database.end();
  expect(await program.exited()).toBe(0);
  expect(existsSync(pidFile)).toBe(false);
});

it('none of them outlives the process that started them, and the next start recovers', async () => {
  program = start();
  await program.printed(RUNNING);
  await whoAnswer(program, 2);
  process.kill(program.pid, 'SIGKILL');
  await program.exited(); // its output stays open as long as a worker lives
  program = start();
  await program.printed(RUNNING);
  await whoAnswer(program, 2);
});

it('Ctrl-C, which reaches all of them at once, ends them in order too', async () => {
  expect(await program.end('SIGINT')).toBe(0);
  expect(program.output).not.toContain('a worker has died');
  expect(existsSync(pidFile)).toBe(false);
});

it('where none can start, the whole ends and says why', async () => {
  const taken = createServer().listen(Number(env.PORT), '127.0.0.1');
  program = start();
  expect(await program.exited()).toBe(1);
  expect(program.output).toContain(`Something already listens on 127.0.0.1:${env.PORT}`);
  expect(existsSync(pidFile)).toBe(false);
  taken.close();
});
