import type { PoolClient } from 'pg';
import { afterAll, expect, it } from 'vitest';
import { LedgerPartitions } from '../src/audit/ledger.partitions.js';
import { poolOf } from '../src/database/data-source.js';
import { plusSeconds } from '../src/protocol/clock.js';
import { TheftWatch } from '../src/token/theft.watch.js';
import { Browser } from './support/browser.js';
import { ALICE, BOOTSTRAP, MACHINE, WEB } from './support/data.js';
import { openHouse } from './support/house.js';
import { RelyingParty } from './support/relying-party.js';

const ROTATING = { ...WEB, client_id: 'rotating', refresh_token_policy: { rotation: 'rotate', refresh_token_idle_ttl: 3600 } };
const WATCHED = ['rotate', 'freeze'].map((action) => ({ ...WEB, client_id: action, refresh_token_policy: { theft_action: action } }));
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [WEB, ROTATING, ...WATCHED, MACHINE] }, settings: { TRUST_PROXY: '127.0.0.1' } });
afterAll(() => house.close());

/** On tables without a row of statistics, where a scan looks cheapest. */
it('no statement of an exchange, a refresh, a revocation or of a look at a token scans a table', async () => {
  for (const client of [WEB, ROTATING]) await useInEveryWay(new RelyingParty(house, client));
  for (const client of WATCHED) await useByTwo(new RelyingParty(house, client));
  await house.app.get(TheftWatch).settled(); // whose transactions hold connections
  const plans = await plansOfPrepared();
  expect([...plans.keys()].sort()).toEqual(
    ['access_token', 'code', 'family', 'found_authorization_code', 'login', 'revoke', ...['check', 'check_retry', 'end', 'freeze', 'note', 'nothing', 'order_rotation', 'rotate'].map((step) => `ledger_${step}`)].sort(),
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
  await party.call('/oidc/token/revocation', { token: (await party.logIn(new Browser(house), ALICE)).answer.json.refresh_token });
  const { refresh_token: successor } = await refresh(json.refresh_token); // reused or rotated
  await refresh(json.refresh_token); // reused or retried
  house.clock.advance(1800);
  await refresh(successor); // noted or rotated
  await refresh(json.refresh_token); // reused or replayed
  house.clock.advance(30 * 86_400 - 3600);
  await refresh(successor); // expired or ended
}

/** A stranger beside the owner's habit, which is what the client's `theft_action` is for. */
async function useByTwo(party: RelyingParty): Promise<void> {
  const token = (await party.logIn(new Browser(house), ALICE)).answer.json.refresh_token;
  const refresh = (ip: string, agent: string) =>
    party.post('/oidc/token', { grant_type: 'refresh_token', refresh_token: token }, { basic: party.client, headers: { 'x-forwarded-for': ip, 'user-agent': agent } });
  for (let hour = 0; hour < 12; hour++) {
    house.clock.advance(3600);
    await refresh('192.0.2.10', 'ExampleApp/3.1');
  }
  house.clock.advance(1800);
  await refresh('203.0.113.66', 'python-requests/2.32');
}

/** In the month's partition, whatever there is beside it; a week that reaches into the month before looks into two. */
it('the success before is looked for in the partitions of a week', async () => {
  const partitions = house.app.get(LedgerPartitions);
  for (let months = 1; months <= 12; months++) await partitions.extend(plusSeconds(house.clock.now(), -months * 30 * 86_400));
  const token = (await new RelyingParty(house, WEB).logIn(new Browser(house), ALICE)).answer.json.refresh_token;
  await new RelyingParty(house, WEB).call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token });
  const plan = (await plansOfPrepared([`ARRAY['${house.clock.now().toISOString()}'::timestamptz]`])).get('ledger_check')!;
  const scanned = [...plan.matchAll(/Index Scan Backward using (refresh_usage_\d{4}_\d{2})_pkey/g)].map(([, name]) => name);
  expect(new Set(scanned).size, plan).toBeLessThanOrEqual(2);
  expect(scanned.length, plan).toBeGreaterThan(0);
  expect(Number(/Subplans Removed: (\d+)/.exec(plan)?.[1]), plan).toBeGreaterThanOrEqual(12);
});

/** Of every statement that a connection of the pool has prepared, its plan by its name; with these times, that of a statement of the ledger for them. */
async function plansOfPrepared(times: string[] = []): Promise<Map<string, string>> {
  const plans = new Map<string, string>();
  const pool = poolOf(house.dataSource);
  const clients: PoolClient[] = [];
  while (pool.idleCount > 0) clients.push(await pool.connect());
  for (const client of clients) {
    const { rows } = await client.query('SELECT name, cardinality(parameter_types) AS parameters FROM pg_prepared_statements WHERE from_sql = false');
    for (const { name, parameters } of rows) {
      const { rows: lines } = await client.query(`EXPLAIN EXECUTE ${name} (${valuesFor(name, parameters, times).join(', ')})`);
      plans.set(name, lines.map((line) => line['QUERY PLAN']).join('\n'));
    }
    client.release();
  }
  return plans;
}

function valuesFor(name: string, parameters: number, times: string[]): string[] {
  return Array.from({ length: parameters }, (_, n) => (name.startsWith('ledger_') && n === 1 && times[0]) || 'NULL');
}
