import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Administrator, ADMIN, openAdministeredHouse } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, NATIVE, OTHER, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openAdministeredHouse();
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
const other = new RelyingParty(house, OTHER);
const native = new RelyingParty(house, NATIVE);
const API = 'https://api.example/';
let admin: Administrator;
/** Ids by what stands behind them. */
const ids: Record<string, string> = {};
let beginning: string;
const later = () => house.clock.now().toISOString();

async function logIn(name: string, app: RelyingParty, who = ALICE, changes = {}): Promise<string> {
  house.clock.advance(60);
  const { json } = (await app.logIn(new Browser(house), who, changes)).answer;
  ids[name] = (await house.sql<{ grant_id: string }>('SELECT grant_id FROM refresh_token ORDER BY issued_at DESC LIMIT 1'))[0]!.grant_id;
  return json.refresh_token;
}

async function refresh(app: RelyingParty, token: string, headers: Record<string, string> = {}) {
  const { client_id, client_secret } = app.client;
  return app.post('/oidc/token', { grant_type: 'refresh_token', refresh_token: token, client_id, ...(app === other && { client_secret: client_secret! }) }, {
    headers, ...(app === web && { basic: app.client }),
  });
}

beforeAll(async () => {
  beginning = later();
  admin = await Administrator.logIn(house, ADMIN);
  await logIn('web of alice', web);
  await logIn('web of bob', web, BOB);
  const token = await logIn('other of alice', other, ALICE, { resource: API, scope: 'openid offline_access orders:read' });
  const phone = await logIn('native of bob', native, BOB);
  await logIn('unused', native, ALICE);
  house.clock.advance(600);
  await refresh(other, token);
  await refresh(native, phone, { 'user-agent': 'Teapot/4.18 (Kettle)' });
});

const names = (items: { id: string }[]) => items.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id)).sort();

describe('GET /admin/v1/tokens', () => {
  it.each<[string, () => Record<string, string>, string[]]>([
    ['an id', () => ({ id: ids.unused! }), ['unused']],
    ['an id, of another client', () => ({ id: ids.unused!, client: 'web' }), []],
    ['a client', () => ({ client: 'web' }), ['web of alice', 'web of bob']],
    ['an account', () => ({ account: BOB.sub }), ['native of bob', 'web of bob']],
    ['both', () => ({ client: 'web', account: BOB.sub }), ['web of bob']],
    ['a scope', () => ({ scope: 'orders:read' }), ['other of alice']],
    ['a resource', () => ({ resource: API }), ['other of alice']],
    ['a status', () => ({ status: 'frozen' }), []],
    ['a policy', () => ({ policy: 'rotate' }), []],
    ['a public client', () => ({ client_type: 'public' }), ['native of bob', 'unused']],
    ['a confidential client', () => ({ client_type: 'confidential', account: BOB.sub }), ['web of bob']],
    ['what it outlived', () => ({ orphaned_by: 'account' }), []],
    ['what its client gives no longer', () => ({ past_policy: 'scope' }), []],
    ['no key', () => ({ key_bound: 'false', client: 'web' }), ['web of alice', 'web of bob']],
    ['a key', () => ({ key_bound: 'true' }), []],
    ['an agent', () => ({ user_agent: 'teaPOT' }), ['native of bob']],
    ['an agent with a wildcard in it', () => ({ user_agent: 'tea%pot' }), []],
    ['a network', () => ({ network: '127.0.0.0/8', client: 'other' }), ['other of alice']],
    ['another network', () => ({ network: '2001:db8::/32' }), []],
    ['used lately', () => ({ last_used_after: later() }), ['native of bob', 'other of alice']],
    ['not used lately', () => ({ last_used_before: later() }), ['unused', 'web of alice', 'web of bob']],
    ['issued in between', () => ({ issued_after: beginning, issued_before: new Date(Date.parse(beginning) + 121_000).toISOString() }), ['web of alice', 'web of bob']],
    ['a key of ours', () => ({ kid: 'nonsense' }), []],
  ])('by %s', async (_what, filter, expected) => {
    const { status, json } = await admin.get(`/tokens?${new URLSearchParams(filter())}`);
    expect([status, json.detail]).toEqual([200, undefined]);
    expect(names(json.items)).toEqual(expected);
  });

  it('by the key that signed', async () => {
    const { json: jwks } = await admin.get(`${house.issuer}/.well-known/jwks.json`);
    const kid = jwks.keys.find(({ alg }: { alg: string }) => alg === 'RS256').kid;
    expect((await admin.get(`/tokens?kid=${kid}`)).json.items).toHaveLength(5);
  });

  it('by session, any of several statuses, and sorted both ways', async () => {
    const { items } = (await admin.get('/tokens?status=live&status=frozen&sort=issued_at')).json;
    expect(names(items)).toHaveLength(5);
    expect(items.map(({ created_at }: { created_at: string }) => created_at)).toEqual(items.map(({ created_at }: any) => created_at).sort());
    expect(names((await admin.get(`/tokens?session=${items[0].session}`)).json.items)).toEqual(['web of alice']);
    const used = (await admin.get('/tokens?sort=-last_used_at')).json.items;
    expect(names(used.slice(0, 2))).toEqual(['native of bob', 'other of alice']);
  });

  it('by several ids, in pages and sorted; and says which it does not know', async () => {
    const three = ['unused', 'web of bob', 'native of bob'];
    const byIds = (...given: string[]) => `/tokens?${new URLSearchParams(given.map((id): [string, string] => ['id', id]))}`;
    const { items, pages } = await admin.walk(`${byIds(...three.map((name) => ids[name]!))}&limit=2&sort=-last_used_at`);
    expect([names(items), pages]).toEqual([three.toSorted(), 2]);
    expect(items[0].id).toBe(ids['native of bob']);
    const refused = async (...given: string[]) => (await admin.get(byIds(...given))).json;
    const nobodys = '01a20d05-7b8b-733c-8ec5-1b4dbbe5e1df';
    expect(await refused(ids.unused!, nobodys)).toMatchObject({ status: 400, errors: [{ field: 'id', detail: `${nobodys}: there is no such token` }] });
    expect(await refused(ids.unused!, 'the second')).toMatchObject({ status: 400, errors: [{ field: 'id', detail: 'must be UUIDs' }] });
    expect(await refused('')).toMatchObject({ status: 400, errors: [{ field: 'id' }] });
    expect(await refused(...Array<string>(201).fill(ids.unused!))).toMatchObject({ status: 400, errors: [{ field: 'id', detail: 'must be 200 at most' }] });
    expect((await admin.get(byIds(...Array<string>(200).fill(ids.unused!)))).json.items).toHaveLength(1);
  });

  it('shows what an operator needs, and no token', async () => {
    const { json } = await admin.get(`/tokens/${ids['native of bob']}`);
    expect(json).toMatchObject({
      ...{ client: 'native', client_name: 'Example Native', account: BOB.sub, username: 'bob', status: 'live', policy: 'reuse', generation: 0, uses: 1 },
      ...{ first: { ip: '127.0.0.1' }, last: { ip: '127.0.0.1', user_agent: 'Teapot/4.18 (Kettle)' }, last_used_at: house.clock.now().toISOString() },
    });
    expect(JSON.stringify(json)).not.toContain('evgr_');
  });
});
