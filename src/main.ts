import 'reflect-metadata';
import cluster from 'node:cluster';
import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { createAdapter, furnish } from './app.js';
import { PinoLogger } from './audit/pino.logger.js';
import { DemoLogin } from './bootstrap/demo.login.js';
import { welcome } from './bootstrap/welcome.js';
import { ConfigError } from './config/config.error.js';
import { loadSettings } from './config/load-settings.js';
import { isLoopbackHost, type Settings } from './config/settings.js';
import { EmbeddedPostgres } from './database/embedded/embedded-postgres.js';
import { isFirst, Workers } from './workers.js';

/** Raises the house: settings, database, rooms, and last the door; or, with several WORKERS, has each of them open it. */
async function main(): Promise<void> {
  if (existsSync('.env')) loadEnvFile('.env');
  const settings = loadSettings(process.env);
  const embedded = settings.databaseUrl || cluster.isWorker ? null : await EmbeddedPostgres.start(settings.dataDir);
  const running: Running = { embedded, service: null };
  const stop = stopOnSignal(running);
  try {
    if (cluster.isWorker || settings.workers === 1) return await serve(settings, running);
    const workers = new Workers(settings.workers, new PinoLogger(settings.logLevel));
    running.service = workers;
    workers.start(() => void stop(1));
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

interface Running {
  embedded: EmbeddedPostgres | null;
  /** The app, or the workers that run it. Closing answers what was begun. */
  service: { close(): Promise<void> } | null;
}

async function serve(settings: Settings, running: Running): Promise<void> {
  const logger = new PinoLogger(settings.logLevel);
  const databaseUrl = settings.databaseUrl ?? running.embedded?.url ?? EmbeddedPostgres.urlOf(settings.dataDir);
  const module = AppModule.of(settings, databaseUrl, { bootstraps: isFirst() });
  const app = await NestFactory.create<NestFastifyApplication>(module, createAdapter(settings), { logger, bodyParser: false, abortOnError: false });
  running.service = app;
  furnish(app, logger);
  await app.listen(settings.port, settings.host);
  if (isFirst()) await announce(settings, app, logger);
}

async function announce(settings: Settings, app: NestFastifyApplication, logger: PinoLogger): Promise<void> {
  const isDemo = !settings.databaseUrl && !settings.bootstrapFile;
  if (!isDemo) return console.log(`Evergrant is running: ${settings.issuer}/.well-known/openid-configuration`);
  if (!isLoopbackHost(settings.host)) logger.warn(`HOST=${settings.host} opens the demo data, whose passwords everybody knows, to the network`);
  console.log(welcome(settings, await app.get(DemoLogin).refreshToken()));
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
