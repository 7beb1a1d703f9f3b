import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { AppModule } from '../../src/app.module.js';
import { createAdapter, furnish } from '../../src/app.js';
import { PinoLogger } from '../../src/audit/pino.logger.js';
import { loadSettings } from '../../src/config/load-settings.js';
import { ChangeFeed } from '../../src/database/change.feed.js';
import { createDataSource } from '../../src/database/data-source.js';
import { Clock } from '../../src/protocol/clock.js';
import { BOOTSTRAP, KEYS } from './data.js';
import { createDatabase } from './database.js';
import { TestClock } from './test.clock.js';

export interface HouseOptions {
  /** The bootstrap file's content. */
  bootstrap?: object;
  /** Further environment variables; PUBLIC_URL may be another than where the house listens, as behind a proxy. */
  settings?: Record<string, string>;
  /** The default time zone of the database. */
  timezone?: string;
  /** Puts something between the house and its database. */
  wire?: (databaseUrl: string) => Promise<{ url: string }>;
  /** Another house whose database, clock and public URL this one shares; that one may be closed already. */
  replicaOf?: House;
}

/** The running app on a database of its own, listening on a port of its own. */
export interface House {
  /** Where it listens. */
  url: string;
  publicUrl: string;
  issuer: string;
  databaseUrl: string;
  clock: TestClock;
  dataSource: DataSource;
  app: NestFastifyApplication;
  /** Every log line since this house was opened, another house's too: Nest's logger is one for the process. */
  readonly logs: string[];
  /** An operator's SQL, as the owner of the database. What it changes is known to the house when it returns. */
  sql<Row = Record<string, unknown>>(query: string, params?: unknown[]): Promise<Row[]>;
  /** fetch of a public URL or path, brought to where the house listens; follows no redirect. */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

const lines: string[] = [];

/** Raises the house as `main.ts` does, with a clock that tests move. */
export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const { replicaOf } = options;
  const opened = lines.length;
  const databaseUrl = replicaOf?.databaseUrl ?? (await createDatabase({ timezone: options.timezone }));
  const clock = replicaOf?.clock ?? new TestClock();
  const { port, release } = await holdPort();
  const publicUrl = options.settings?.PUBLIC_URL ?? replicaOf?.publicUrl ?? `http://localhost:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'evergrant-house-'));
  try {
    const bootstrapFile = join(folder, 'bootstrap.json');
    writeFileSync(bootstrapFile, JSON.stringify(options.bootstrap ?? BOOTSTRAP));
    const { url: wiredUrl } = options.wire ? await options.wire(databaseUrl) : { url: databaseUrl };
    const environment = { ...KEYS, ALLOW_PUBLIC_REUSE: 'true', DATABASE_URL: wiredUrl, BOOTSTRAP_FILE: bootstrapFile, PORT: `${port}`, PUBLIC_URL: publicUrl };
    const app = await raise({ LOG_LEVEL: 'debug', ...environment, ...options.settings }, clock);
    await release();
    await app.listen(port, '127.0.0.1');
    const url = `http://127.0.0.1:${port}`;
    const dataSource = app.get(DataSource);
    const owner = await createDataSource(databaseUrl, [], null).initialize();
    return {
      ...{ url, publicUrl, issuer: `${publicUrl}/oidc`, databaseUrl, clock, dataSource, app },
      get logs() {
        return lines.slice(opened);
      },
      sql: (query, params) => owner.query(query, params).finally(() => app.get(ChangeFeed).forgetAll()),
      fetch: (to, init) => fetch(new URL(to, publicUrl).href.replace(publicUrl, url), { redirect: 'manual', ...init }),
      close: () => Promise.all([app.close(), owner.destroy()]).then(() => undefined),
    };
  } finally {
    rmSync(folder, { recursive: true });
    await release();
  }
}

async function raise(environment: Record<string, string>, clock: Clock): Promise<NestFastifyApplication> {
  const settings = loadSettings(environment);
  const logger = new PinoLogger(settings.logLevel, { write: (line) => void lines.push(line) });
  const builder = Test.createTestingModule({ imports: [AppModule.of(settings, settings.databaseUrl!)] });
  const module = await builder.setLogger(logger).overrideProvider(Clock).useValue(clock).compile();
  const app = module.createNestApplication<NestFastifyApplication>(createAdapter(settings), { bodyParser: false, logger });
  furnish(app, logger);
  return app;
}

/** A free port that stays ours while the app is built: the issuer must be known before the door opens. */
async function holdPort(): Promise<{ port: number; release: () => Promise<void> }> {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;
  return { port, release: () => new Promise((resolve) => holder.close(() => resolve())) };
}
