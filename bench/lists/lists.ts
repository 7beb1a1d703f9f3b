import 'reflect-metadata';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { ENTITIES } from '../../src/app.module.js';
import { createDataSource } from '../../src/database/data-source.js';
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
    const contender = await evergrant(folder, postgres, { ...options, settings: { REFRESH_RATE_LIMIT: '0', ...options.settings } });
    await contender.start();
    await contender.meet();
    await contender.server.stop();
    await seed(postgres.url, new EverydayPopulation(families, uses, Math.floor(Date.now() / 1000) * 1000), (what) => console.error(what));
    await contender.start();
    const dataSource = await createDataSource(postgres.url, ENTITIES).initialize();
    try {
      return await measure(dataSource, contender.settings, options);
    } finally {
      await dataSource.destroy();
      await contender.server.stop();
    }
  } finally {
    await postgres.stop();
  }
}

/** @param settings of the server that runs on the database */
export async function measure(dataSource: DataSource, settings: Record<string, string>, { only }: Pick<Options, 'only'>): Promise<ListResults> {
  const lists = storesOf(dataSource);
  const all = listCases(lists, await takeSample(dataSource)).filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  const progress = new Progress(all.length + 2);
  const cases: ListResult[] = [];
  for (const one of all) {
    cases.push(await measureCase(one, TIMES));
    progress.step(`${one.name}: p95 ${cases.at(-1)!.p95.toFixed(1)} ms`);
  }
  const walks: WalkResult[] = [];
  const live = only.length === 0 || only.includes('walk') ? await liveTokens(dataSource, settings.TOKEN_KEYS!, REFRESHED) : [];
  for (const by of live.length > 0 ? (['issued_at', 'last_used_at'] as const) : []) {
    walks.push(await walkAll(dataSource, lists.tokens, { by, isDescending: true }, WALKED_AT, settings.PUBLIC_URL!, live.splice(0, REFRESHED / 2)));
    progress.step(`walked by ${by}: ${walks.at(-1)!.missed} missed, ${walks.at(-1)!.repeated} repeated`);
  }
  progress.end();
  return { cases, walks };
}

function storesOf(dataSource: DataSource): Lists {
  const clock = new SystemClock();
  return {
    tokens: new TokenListStore(dataSource, new SigningKeyStore(dataSource), clock),
    grants: new GrantListStore(dataSource),
    accessTokens: new AccessTokenListStore(dataSource, clock),
  };
}
