import 'reflect-metadata';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { ENTITIES } from '../../src/app.module.js';
import { createDataSource } from '../../src/database/data-source.js';
import { AccountListStore } from '../../src/account/account-list.store.js';
import { EventListStore, UsageListStore } from '../../src/audit/ledger-list.store.js';
import { SessionListStore } from '../../src/auth/session-list.store.js';
import { ClientListStore } from '../../src/client/client-list.store.js';
import { SigningKeyStore } from '../../src/keys/signing-key.store.js';
import { SystemClock } from '../../src/protocol/clock.js';
import { AccessTokenListStore } from '../../src/token/listing/access-token-list.store.js';
import { GrantListStore } from '../../src/token/listing/grant-list.store.js';
import { TokenListStore } from '../../src/token/listing/token-list.store.js';
import { evergrant } from '../contenders/evergrant.js';
import { Postgres } from '../machine/postgres.js';
import type { Options } from '../options.js';
import { Progress } from '../progress.js';
import { EverydayPopulation } from '../seed/everyday.population.js';
import { thisSecond } from '../seed/population.js';
import { checkRoom, seed } from '../seed/seed.js';
import { listCases, takeSample, type Lists } from './cases.js';
import { measureCase, type ListResult } from './measure.js';
import { liveTokens, walkAll, type WalkResult } from './walk.js';

const POSTGRES = ['shared_buffers=512MB', 'max_wal_size=8GB', 'maintenance_work_mem=512MB', 'checkpoint_timeout=30min'];
const SETTINGS = { REFRESH_RATE_LIMIT: '0', ALLOW_PUBLIC_REUSE: 'true' };
const TIMES = 20;
const WALKED_AT = 200;
/** Enough for a walk of ten minutes. */
const REFRESHED = 30_000;

type Evergrant = Awaited<ReturnType<typeof evergrant>>;

export interface ListResults {
  cases: ListResult[];
  walks: WalkResult[];
}

/** What pages of the lists cost on a database full of everyday life, and whether walks through all of them are whole. */
export async function measureLists(runFolder: string, options: Options): Promise<ListResults> {
  const folder = options.dataDir ?? runFolder;
  const keysFile = join(folder, 'keys.json'); // written last: where it is, the database is full
  const isFull = existsSync(keysFile);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  if (!isFull) await checkRoom(folder, [sizeOf(options)]);
  const postgres = await Postgres.start(join(folder, 'lists'), POSTGRES);
  const keys = isFull ? JSON.parse(readFileSync(keysFile, 'utf8')) : {};
  const contender = await evergrant(folder, postgres, { ...options, settings: { ...SETTINGS, ...keys, ...options.settings } });
  try {
    await contender.start(); // which migrates, a kept database too
    await contender.server.stop();
    if (!isFull) await fill(contender, postgres.url, options, keysFile);
    return await measureAll(postgres.url, contender, options);
  } finally {
    await postgres.stop();
  }
}

/** Cases are meant by a part of their name. */
const isMeant = ({ only }: Options, name: string) => only.length === 0 || only.some((part) => name.includes(part));

const sizeOf = ({ listFamilies, listLedger }: Options) => ({ families: listFamilies * 1e6, uses: listLedger / listFamilies });

async function fill(contender: Evergrant, url: string, options: Options, keysFile: string): Promise<void> {
  const { families, uses } = sizeOf(options);
  await seed(url, new EverydayPopulation(families, uses, thisSecond()), (what) => console.error(what));
  const { TOKEN_KEYS, ENCRYPTION_KEYS } = contender.settings;
  writeFileSync(keysFile, JSON.stringify({ TOKEN_KEYS, ENCRYPTION_KEYS }), { mode: 0o600 });
}

async function measureAll(url: string, contender: Evergrant, options: Options): Promise<ListResults> {
  const dataSource = await createDataSource(url, ENTITIES).initialize();
  try {
    return { cases: await measureCases(dataSource, options), walks: isMeant(options, 'walk') ? await measureWalks(dataSource, contender) : [] };
  } finally {
    await dataSource.destroy();
  }
}

async function measureCases(dataSource: DataSource, options: Options): Promise<ListResult[]> {
  const all = listCases(storesOf(dataSource), await takeSample(dataSource)).filter(({ name }) => isMeant(options, name));
  const progress = new Progress(all.length);
  const cases: ListResult[] = [];
  for (const one of all) {
    cases.push(await measureCase(one, TIMES));
    progress.step(`${one.name}: p95 ${cases.at(-1)!.p95.toFixed(1)} ms`);
  }
  progress.end();
  return cases;
}

/** The server runs for these alone: it seals the ledger, and that is not what is measured before. */
async function measureWalks(dataSource: DataSource, contender: Evergrant): Promise<WalkResult[]> {
  const { tokens } = storesOf(dataSource);
  const { TOKEN_KEYS, PUBLIC_URL } = contender.settings;
  const live = await liveTokens(dataSource, TOKEN_KEYS, REFRESHED);
  const walks: WalkResult[] = [];
  await contender.start();
  try {
    for (const by of ['issued_at', 'last_used_at'] as const) {
      const some = live.filter((_, n) => n % 2 === (by === 'issued_at' ? 0 : 1));
      walks.push(await walkAll(dataSource, tokens, { by, isDescending: true }, WALKED_AT, PUBLIC_URL!, some));
      console.error(`walked by ${by}: ${walks.at(-1)!.missed} missed, ${walks.at(-1)!.repeated} repeated`);
    }
  } finally {
    await contender.server.stop();
  }
  return walks;
}

/** The lists as the admin API has them. */
export function storesOf(dataSource: DataSource): Lists {
  const clock = new SystemClock();
  return {
    tokens: new TokenListStore(dataSource, new SigningKeyStore(dataSource), clock),
    grants: new GrantListStore(dataSource, clock),
    accessTokens: new AccessTokenListStore(dataSource, clock),
    ...{ accounts: new AccountListStore(dataSource), sessions: new SessionListStore(dataSource, clock), clients: new ClientListStore(dataSource) },
    ...{ refreshes: new UsageListStore(dataSource, clock), events: new EventListStore(dataSource, clock) },
  };
}
