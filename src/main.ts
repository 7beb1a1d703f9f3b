import 'reflect-metadata';
import cluster from 'node:cluster';
import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { PinoLogger } from './audit/pino.logger.js';
import { ConfigError } from './config/config.error.js';
import { loadSettings } from './config/load-settings.js';
import { EmbeddedPostgres } from './database/embedded/embedded-postgres.js';
import type { Running } from './serve.js';
import { Workers } from './workers.js';

/** Raises the house: settings, database, rooms, and last the door; or, with several WORKERS, has each of them open it. */
async function main(): Promise<void> {
  if (existsSync('.env')) loadEnvFile('.env');
  const settings = loadSettings(process.env);
  const serves = cluster.isWorker || settings.workers === 1;
  const app = serves ? import('./serve.js') : null; // read while the database starts; who only keeps the workers need not know it
  const embedded = settings.databaseUrl || cluster.isWorker ? null : await EmbeddedPostgres.start(settings.dataDir);
  const running: Running = { embedded, service: null };
  const stop = stopOnSignal(running);
  try {
    if (app) return await (await app).serve(settings, running);
    const workers = new Workers(settings.workers, new PinoLogger(settings.logLevel));
    running.service = workers;
    workers.start(() => void stop(1));
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** Returns what stops everything in order, with an exit code. */
function stopOnSignal(running: Running): (exitCode: number) => Promise<void> {
  let stopping = false;
  const stop = async (exitCode: number) => {
    if (stopping) return;
    stopping = true;
    await running.service?.close(); // answers what it has begun, then closes the data source
    await running.embedded?.stop();
    process.exit(exitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
  running.embedded?.onUnexpectedExit(() => {
    console.error('The embedded PostgreSQL has died; what was answered is safe on disk. Start Evergrant again.');
    void stop(1);
  });
  return stop;
}

/** What an operator can mend is told in a sentence; anything else with its stack. */
function explain(error: unknown): unknown {
  if (error instanceof ConfigError) return error.message;
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === 'EADDRINUSE') return `Something already listens on ${address}:${port}: stop it, or set another PORT.`;
  return error;
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
