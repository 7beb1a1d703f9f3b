import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { createAdapter, furnish } from './app.js';
import { PinoLogger } from './audit/pino.logger.js';
import { DemoLogin } from './bootstrap/demo.login.js';
import { welcome } from './bootstrap/welcome.js';
import { isLoopbackHost, type Settings } from './config/settings.js';
import { EmbeddedPostgres } from './database/embedded/embedded-postgres.js';
import { isFirst } from './workers.js';

/** What is to be stopped with the process. */
export interface Running {
  embedded: EmbeddedPostgres | null;
  /** The app, or the workers that run it. Closing answers what was begun. */
  service: { close(): Promise<void> } | null;
}

/** Opens the door of this process, the rooms behind it; the first of several greets. */
export async function serve(settings: Settings, running: Running): Promise<void> {
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
