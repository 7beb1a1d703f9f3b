import 'reflect-metadata';
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
import { checkRoom, seed } from '../seed/seed.js';
import { listCases, takeSample, type Lists } from './cases.js';
import { measureCase, type ListResult } from './measure.js';
import { liveTokens, walkAll, type WalkResult } from './walk.js';

const POSTGRES = ['shared_buffers=512MB', 'max_wal_size=8GB', 'maintenance_work_mem=512MB', 'checkpoint_timeout=30min'];
const TIMES = 20;
const WALKED_AT = 200;
/** Enough for a walk of ten minutes. */
const REFRESHED = 30_000;

export interface ListResults {
  cases: ListResult[];
  walks: WalkResult[];
}

/** What pages of the lists cost on a database full of everyday life, and whether walks through all of them are whole. */
export async function measureLists(folder: string, options: Options): Promise<ListResults> {
  const [families, uses] = [options.listFamilies * 1e6, options.listLedger / options.listFamilies];
  await checkRoom(folder, [{ families, uses }]);
  const postgres = await Postgres.start(join(folder, 'lists'), POSTGRES);
  try {
    const contender = await evergrant(folder, postgres, { ...options, settings: { REFRESH_RATE_LIMIT: '0', ALLOW_PUBLIC_REUSE: 'true', ...options.settings } });
    await contender.start();
    await contender.meet();
    await contender.server.stop();
    await seed(postgres.url, new EverydayPopulation(families, uses, Math.floor(Date.now() / 1000) * 1000), (what) => console.error(what));
    const dataSource = await createDataSource(postgres.url, ENTITIES).initialize();
    try {
      const cases = await measureCases(dataSource, options);
      await contender.start(); // not before: it seals the ledger, and that is not what is measured
      return { cases, walks: await measureWalks(dataSource, contender.settings, options) };
    } finally {
      await dataSource.destroy();
      await contender.server.stop();
    }
  } finally {
    await postgres.stop();
  }
}

async function measureCases(dataSource: DataSource, { only }: Pick<Options, 'only'>): Promise<ListResult[]> {
  const all = listCases(storesOf(dataSource), await takeSample(dataSource)).filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  const progress = new Progress(all.length);
  const cases: ListResult[] = [];
  for (const one of all) {
    cases.push(await measureCase(one, TIMES));
    progress.step(`${one.name}: p95 ${cases.at(-1)!.p95.toFixed(1)} ms`);
  }
  progress.end();
  return cases;
}

/** @param settings of the server that runs on the database */
async function measureWalks(dataSource: DataSource, settings: Record<string, string>, { only }: Pick<Options, 'only'>): Promise<WalkResult[]> {
  const { tokens } = storesOf(dataSource);
  const live = only.length === 0 || only.includes('walk') ? await liveTokens(dataSource, settings.TOKEN_KEYS!, REFRESHED) : [];
  const walks: WalkResult[] = [];
  for (const by of live.length > 0 ? (['issued_at', 'last_used_at'] as const) : []) {
    walks.push(await walkAll(dataSource, tokens, { by, isDescending: true }, WALKED_AT, settings.PUBLIC_URL!, live.filter((_, n) => n % 2 === (by === 'issued_at' ? 0 : 1))));
    console.error(`walked by ${by}: ${walks.at(-1)!.missed} missed, ${walks.at(-1)!.repeated} repeated`);
  }
  return walks;
}

/** The lists as the admin API has them. */
export function storesOf(dataSource: DataSource): Lists {
  const clock = new SystemClock();
  return {
    tokens: new TokenListStore(dataSource, new SigningKeyStore(dataSource), clock),
    grants: new GrantListStore(dataSource),
    accessTokens: new AccessTokenListStore(dataSource, clock),
    ...{ accounts: new AccountListStore(dataSource), sessions: new SessionListStore(dataSource, clock), clients: new ClientListStore(dataSource) },
    ...{ refreshes: new UsageListStore(dataSource, clock), events: new EventListStore(dataSource, clock) },
  };
}
