import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { ConfigError } from '../../config/config.error.js';

/** Held by the running Evergrant as long as it lives; PostgreSQL gives it back when that process dies, however it dies. */
const RUNNING_LOCK = 0x65766774; // "evgt"

const PATIENCE_SECONDS = 10;

/** A connection, or null while nothing that speaks PostgreSQL answers there. */
export async function connect(url: string): Promise<pg.Client | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined); // its end is noticed elsewhere: by the exit of the server
  return client.connect().then(
    () => client,
    () => null,
  );
}

export async function holdsRunningLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS held', [RUNNING_LOCK]);
  return rows[0].held;
}

/** The URL that the cluster's pid file tells of; whether anything answers there is another matter. */
export function recordedUrl(cluster: string, passwordFile: string): { url: string; pid: number } {
  const [pid, , , port] = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  return { url: `postgres://evergrant:${readFileSync(passwordFile, 'utf8').trim()}@127.0.0.1:${port}/postgres`, pid: Number(pid) };
}

/**
 * Stops the PostgreSQL that outlived a killed Evergrant on this cluster, and removes the pid file of one that is long dead.
 * Throws ConfigError when its Evergrant lives.
 */
export async function stopOrphan(cluster: string, passwordFile: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const deadline = Date.now() + PATIENCE_SECONDS * 1000;
  let asked = false;
  while (existsSync(pidFile)) {
    const { url, pid } = recordedUrl(cluster, passwordFile);
    const client = await connect(url);
    if (client && !(await holdsRunningLock(client))) {
      await client.end();
      throw new ConfigError(`Another Evergrant is already running on ${cluster} (PostgreSQL process ${pid}): stop it first, or set another DATA_DIR.`);
    }
    if (client && !asked) asked = process.kill(pid, 'SIGINT');
    await client?.end().catch(() => undefined); // the server may already be closing
    if (!client && !isAlive(pid)) return rmSync(pidFile, { force: true });
    // The number belongs to another program by now, or to a PostgreSQL on its way up or down: give it a while.
    if (Date.now() > deadline) return rmSync(pidFile, { force: true });
    await delay(100);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
