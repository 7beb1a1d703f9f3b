import type { PoolClient } from 'pg';
import { afterAll, expect, it } from 'vitest';
import { poolOf } from '../src/database/data-source.js';
import { Browser } from './support/browser.js';
import { ALICE, BOOTSTRAP, MACHINE, WEB } from './support/data.js';
import { openHouse } from './support/house.js';
import { RelyingParty } from './support/relying-party.js';

const ROTATING = { ...WEB, client_id: 'rotating', refresh_token_policy: { rotation: 'rotate', refresh_token_idle_ttl: 3600 } };
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [WEB, ROTATING, MACHINE] } });
afterAll(() => house.close());

/** On tables without a row of statistics, where a scan looks cheapest. */
it('no statement of a refresh or of a look at a token scans a table', async () => {
  for (const client of [WEB, ROTATING]) await useInEveryWay(new RelyingParty(house, client));
  const plans = await plansOfPrepared();
  expect([...plans.keys()].sort()).toEqual(
    ['access_token', 'family', ...['check', 'check_retry', 'end', 'note', 'nothing', 'rotate'].map((step) => `ledger_${step}`)].sort(),
  );
  for (const [name, plan] of plans) {
    expect(plan, name).not.toMatch(/Seq Scan|Bitmap|Hash Join|Merge Join/);
    if (name !== 'ledger_nothing') expect(plan, name).toContain('Index Scan');
  }
});

async function useInEveryWay(party: RelyingParty): Promise<void> {
  const { json } = (await party.logIn(new Browser(house), ALICE)).answer;
  const refresh = async (token: string) => (await party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token })).json;
  await party.introspect(json.access_token);
  await refresh('made up');
  const { refresh_token: successor } = await refresh(json.refresh_token); // reused or rotated
  await refresh(json.refresh_token); // reused or retried
  house.clock.advance(1800);
  await refresh(successor); // noted or rotated
  await refresh(json.refresh_token); // reused or replayed
  house.clock.advance(30 * 86_400 - 3600);
  await refresh(successor); // expired or ended
}

/** Of every statement that a connection of the pool has prepared, its plan by its name. */
async function plansOfPrepared(): Promise<Map<string, string>> {
  const plans = new Map<string, string>();
  const pool = poolOf(house.dataSource);
  const clients: PoolClient[] = [];
  while (pool.idleCount > 0) clients.push(await pool.connect());
  for (const client of clients) {
    const { rows } = await client.query('SELECT name, cardinality(parameter_types) AS parameters FROM pg_prepared_statements WHERE from_sql = false');
    for (const { name, parameters } of rows) {
      const { rows: lines } = await client.query(`EXPLAIN EXECUTE ${name} (${Array(parameters).fill('NULL').join(', ')})`);
      plans.set(name, lines.map((line) => line['QUERY PLAN']).join('\n'));
    }
    client.release();
  }
  return plans;
}
