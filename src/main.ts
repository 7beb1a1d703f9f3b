import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import type { INestApplication } from '@nestjs/common';
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

/** Raises the house: settings, database, rooms, and last the door. */
async function main(): Promise<void> {
  if (existsSync('.env')) loadEnvFile('.env');
  const settings = loadSettings(process.env);
  const embedded = settings.databaseUrl ? null : await EmbeddedPostgres.start(settings.dataDir);
  try {
    await serve(settings, embedded);
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

async function serve(settings: Settings, embedded: EmbeddedPostgres | null): Promise<void> {
  const logger = new PinoLogger(settings.logLevel);
  const module = AppModule.of(settings, embedded?.url ?? settings.databaseUrl!);
  const app = await NestFactory.create<NestFastifyApplication>(module, createAdapter(settings), { logger, bodyParser: false, abortOnError: false });
  furnish(app, logger);
  await app.listen(settings.port, settings.host);
  stopOnSignal(app, embedded);
  const isDemo = embedded && !settings.bootstrapFile;
  if (!isDemo) return console.log(`Evergrant is running: ${settings.issuer}/.well-known/openid-configuration`);
  if (!isLoopbackHost(settings.host)) logger.warn(`HOST=${settings.host} opens the demo data, whose passwords everybody knows, to the network`);
  console.log(welcome(settings, await app.get(DemoLogin).refreshToken()));
}

function stopOnSignal(app: INestApplication, embedded: EmbeddedPostgres | null): void {
  let stopping = false;
  const stop = async (exitCode: number) => {
    if (stopping) return;
    stopping = true;
    await app.close(); // answers what it has begun, then closes the data source
    await embedded?.stop();
    process.exit(exitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
  embedded?.onUnexpectedExit(() => {
    console.error('The embedded PostgreSQL has died; what it answered is safe on disk. Start Evergrant again.');
    void stop(1);
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
