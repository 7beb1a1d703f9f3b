import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_GRANT } from '../../src/audit/ledger.store.js';
import { ADMIN, Administrator, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, OTHER } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openAdministeredHouse({ settings: { TRUST_PROXY: '127.0.0.1' } });
afterAll(() => house.close());
const other = new RelyingParty(house, OTHER);
let auditor: Administrator;
let grantId: string;
let requestId: string;
const now = () => house.clock.now().toISOString();
let noon: string;

async function refresh(token: string, from: string, agent: string) {
  house.clock.advance(1);
  const { client_id, client_secret = '' } = OTHER;
  return other.post('/oidc/token', { grant_type: 'refresh_token', refresh_token: token, client_id, client_secret }, { headers: { 'x-forwarded-for': from, 'user-agent': agent } });
}

beforeAll(async () => {
  const { json } = (await other.logIn(new Browser(house), ALICE)).answer;
  grantId = (await other.introspect(json.refresh_token)).jti as string;
  const bobs = (await other.logIn(new Browser(house), BOB)).answer.json.refresh_token;
  await refresh(json.refresh_token, '192.0.2.7', 'Teapot/4.18 (100% kettle)');
  await refresh(bobs, '2001:db8::7', 'Teapot/4.19');
  house.clock.advance(86_400 * 40); // another partition
  noon = now();
  auditor = await Administrator.logIn(house, AUDITOR);
  requestId = (await refresh('forged', '198.51.100.9', '=cmd')).headers.get('x-request-id')!;
  const admin = await Administrator.logIn(house, ADMIN);
  await admin.post(`/tokens/${grantId}/freeze`, { reason: 'a call', ticket: 'SEC-1' });
  await (await Administrator.run(house)).post(`/tokens/${grantId}/unfreeze`);
});

describe('GET /admin/v1/audit/refreshes', () => {
  it.each<[string, () => Record<string, string>, string[]]>([
    ['nothing', () => ({}), ['malformed', 'reused', 'reused']],
    ['a client', () => ({ client: 'other' }), ['malformed', 'reused', 'reused']],
    ['another client', () => ({ client: 'web' }), []],
    ['an account', () => ({ account: ALICE.sub }), ['reused']],
    ['an account that is none', () => ({ account: 'nobody' }), []],
    ['a grant', () => ({ grant: grantId }), ['reused']],
    ['tokens that were none', () => ({ grant: NO_GRANT }), ['malformed']],
    ['a verdict', () => ({ verdict: 'malformed' }), ['malformed']],
    ['an address', () => ({ network: '192.0.2.7' }), ['reused']],
    ['a network', () => ({ network: '198.51.100.0/24' }), ['malformed']],
    ['a network of the other kind', () => ({ network: '2001:db8::/32' }), ['reused']],
    ['an agent', () => ({ user_agent: 'teapot/4.1' }), ['reused', 'reused']],
    ['an agent with a wildcard in it', () => ({ user_agent: '100% k' }), ['reused']],
    ['a wildcard that is none', () => ({ user_agent: 'Tea%pot' }), []],
    ['a request', () => ({ request_id: requestId }), ['malformed']],
    ['since', () => ({ from: noon }), ['malformed']],
    ['until', () => ({ to: noon }), ['reused', 'reused']],
    ['in between', () => ({ from: '2001-01-01T00:00:00Z', to: noon, account: BOB.sub }), ['reused']],
  ])('by %s, newest first and oldest first', async (_what, filter, expected) => {
    for (const [sort, order] of [['-at', expected], ['at', expected.toReversed()]] as const) {
      const { items } = await auditor.walk(`/audit/refreshes?${new URLSearchParams({ ...filter(), sort })}`);
      expect(items.map(({ verdict }) => verdict), sort).toEqual(order);
    }
  });

  it('by any of several verdicts', async () => {
    expect((await auditor.walk('/audit/refreshes?verdict=malformed&verdict=replayed')).items).toHaveLength(1);
  });

  it('shows who used what, when, from where and what came of it; and no token', async () => {
    const { items } = await auditor.walk(`/audit/refreshes?grant=${grantId}`);
    expect(items[0]).toMatchObject({
      ...{ verdict: 'reused', count: 1, first_at: null, grant: grantId, client: 'other', account: ALICE.sub, ip: '192.0.2.7', user_agent: 'Teapot/4.18 (100% kettle)' },
      ...{ request_id: expect.any(String), access_token_jti: expect.stringContaining(grantId) },
    });
    expect(JSON.stringify(items)).not.toContain('evgr_');
  });
});

describe('GET /admin/v1/audit/events', () => {
  it.each<[string, () => Record<string, string>, string[]]>([
    ['nothing', () => ({}), ['token.unfreeze', 'token.freeze']],
    ['an actor', () => ({ actor: ADMIN.sub }), ['token.freeze']],
    ['a program', () => ({ actor: 'robot', client: 'robot' }), ['token.unfreeze']],
    ['an action', () => ({ action: 'token.freeze' }), ['token.freeze']],
    ['a target', () => ({ target_kind: 'token', target: grantId }), ['token.unfreeze', 'token.freeze']],
    ['another target', () => ({ target_kind: 'client', target: grantId }), []],
    ['a network', () => ({ network: '127.0.0.0/8' }), ['token.unfreeze', 'token.freeze']],
    ['before all', () => ({ to: noon }), []],
  ])('by %s', async (_what, filter, expected) => {
    const { items } = await auditor.walk(`/audit/events?${new URLSearchParams(filter())}`);
    expect(items.map(({ action }) => action)).toEqual(expected);
  });

  it('shows who did what to whom, before and after, and why', async () => {
    const { items } = await auditor.walk(`/audit/events?action=token.freeze`);
    expect(items[0]).toMatchObject({ actor: ADMIN.sub, client: 'console', target_kind: 'token', target: grantId, old: { frozenAt: null }, new: { frozenReason: 'admin' }, reason: 'a call', ticket: 'SEC-1' });
  });
});

describe('a walk', () => {
  beforeAll(async () => {
    await house.sql(`INSERT INTO refresh_usage (grant_id, at, id, verdict, client_id, request_id, scopes, resources)
      SELECT gen_random_uuid(), '${noon}'::timestamptz - floor(n / 3) * interval '1 minute', gen_random_uuid(), CASE n WHEN 1500 THEN 'replayed' ELSE 'reused' END, 'bulk', 'r' || n, '{}', '{}'
      FROM generate_series(0, 2999) n`);
  });

  it.each(['-at', 'at'])('%s meets everything once and in order, on two replicas, while rows are added', async (sort) => {
    const replica = await openHouse({ replicaOf: house, settings: { TRUST_PROXY: '127.0.0.1' } });
    const there = new Administrator(replica, auditor.token);
    const ids: string[] = [];
    const times: number[] = [];
    for (let [path, turn]: [string | null, number] = [`/audit/refreshes?client=bulk&limit=70&sort=${sort}`, 0]; path; turn++) {
      const { json } = await (turn % 2 ? there : auditor).get(path);
      ids.push(...json.items.map(({ id }: { id: string }) => id));
      times.push(...json.items.map(({ at }: { at: string }) => Date.parse(at)));
      path = json.next && `/audit/refreshes?client=bulk&limit=70&sort=${sort}&cursor=${json.next}`;
      await refresh('forged', '198.51.100.9', 'between');
    }
    await replica.close();
    expect([ids.length, new Set(ids).size]).toEqual([3000, 3000]);
    expect(times).toEqual(times.toSorted((a, b) => (sort === 'at' ? a - b : b - a)));
  });

  it('finds what is rare, on pages that may be short', async () => {
    const { items } = await auditor.walk('/audit/refreshes?verdict=replayed&limit=5');
    expect(items).toMatchObject([{ request_id: 'r1500' }]);
  });
});

it('an auditor may, support and others may not', async () => {
  const [support, nobody, robot] = [await Administrator.logIn(house, SUPPORT), new Administrator(house, null), await Administrator.run(house, 'tokens:read')];
  for (const path of ['/audit/refreshes', '/audit/events', '/audit/refreshes/export', '/audit/events/export']) {
    const status = async (who: Administrator) => (await who.get(path)).status;
    expect([await status(auditor), await status(support), await status(nobody), await status(robot)], path).toEqual([200, 403, 401, 403]);
  }
});

it.each(['grant=7', 'verdict=fine', 'network=here', 'from=noon', 'to=2026-11-24', 'limit=201', 'sort=id', 'cursor=x', 'colour=red', 'client=a%00b'])('?%s is refused', async (query) => {
  const { status, json } = await auditor.get(`/audit/refreshes?${query}`);
  expect([status, json.status]).toEqual([400, 400]);
});
