import type { Logger } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCases, pagesOf, takeSample, type ListCase } from '../bench/lists/cases.js';
import { storesOf } from '../bench/lists/lists.js';
import { liveTokens, walkAll } from '../bench/lists/walk.js';
import { EverydayPopulation } from '../bench/seed/everyday.population.js';
import { seed } from '../bench/seed/seed.js';
import { report } from '../src/database/report.js';
import { TokenListStore } from '../src/token/listing/token-list.store.js';
import { KEYS } from './support/data.js';
import { openHouse } from './support/house.js';

/** Tables that grow with the people and their logins. Clients, keys and resources are few. */
const BIG = /^(grant|refresh_token|refresh_usage|account|session|consent)/;

const house = await openHouse();
afterAll(() => house.close());
const tokens = house.app.get(TokenListStore);
let cases: ListCase[];

beforeAll(async () => {
  await seed(house.databaseUrl, new EverydayPopulation(6000, 5, house.clock.now().getTime()));
  cases = listCases(storesOf(house.dataSource), await takeSample(house.dataSource));
}, 300_000);

type Question = [string, unknown[] | undefined];

/** What work asks the database. */
async function questionsOf(work: () => Promise<unknown>): Promise<Question[]> {
  const asked: Question[] = [];
  const [before, nothing] = [house.dataSource.logger, () => undefined];
  const listener: Logger = { logQuery: (sql, values) => void asked.push([sql, values as unknown[]]), ...{ logQueryError: nothing, logQuerySlow: nothing, logSchemaBuild: nothing, logMigration: nothing, log: nothing } };
  house.dataSource.logger = listener;
  await work().finally(() => (house.dataSource.logger = before));
  return asked.filter(([sql]) => /^[\s(]*(SELECT|WITH)/.test(sql));
}

/** The big tables that the plan reads from end to end, though it would rather not: on so few rows a scan is often the cheapest, so it is forbidden wherever there is an index. */
async function scannedBy([sql, values]: Question): Promise<string[]> {
  const [row] = await report(house.dataSource, (manager) => manager.query(`EXPLAIN (FORMAT JSON) ${sql}`, values), { isByKey: true });
  return scannedIn(row['QUERY PLAN'][0].Plan);
}

function scannedIn(plan: any): string[] {
  const own = plan['Node Type'] === 'Seq Scan' && BIG.test(plan['Relation Name']) ? [plan['Relation Name']] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(scannedIn)];
}

it('every filter of every list can be answered by indexes, in each order and on each page', async () => {
  const faults = new Set<string>();
  for (const one of cases) {
    for (const after of await pagesOf(one, 50)) {
      for (const isDescending of one.isReversible ? [true, false] : [true]) {
        const questions = await questionsOf(() => one.read({ limit: 50, after }, isDescending));
        expect(questions.length, one.name).toBeGreaterThan(0);
        for (const question of questions) for (const table of await scannedBy(question)) faults.add(`${one.name}: ${table}`);
      }
    }
  }
  expect([...faults]).toEqual([]);
}, 600_000);

it('a plan without an index would be noticed', async () => {
  expect(await scannedBy(['SELECT FROM refresh_token WHERE generation = 7', []])).toEqual(['refresh_token']);
});

describe('a walk through all pages while 50 refreshes a second run', () => {
  it.each(['issued_at', 'last_used_at'] as const)('misses and repeats nothing, by %s', async (by) => {
    const live = await liveTokens(house.dataSource, KEYS.TOKEN_KEYS, 300);
    const { refreshes, refused, missed, repeated, pages } = await walkAll(house.dataSource, tokens, { by, isDescending: true }, 50, house.url, live);
    expect({ refused, missed, repeated }).toEqual({ refused: 0, missed: 0, repeated: 0 });
    expect(pages).toBeGreaterThanOrEqual(120);
    expect(refreshes).toBeGreaterThan(0);
  }, 120_000);
});
