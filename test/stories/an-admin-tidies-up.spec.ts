import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Administrator, ADMIN, ADMINISTERED, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, API, BOB, NATIVE, OTHER, WEB, type Person } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

const GONE = { identifier: 'https://old.example/', scopes: [] };
const house = await openAdministeredHouse({ bootstrap: { ...ADMINISTERED, resources: [API, GONE, { identifier: 'https://idle.example/', scopes: [] }] } });
afterAll(() => house.close());
const [web, other, native] = [WEB, OTHER, NATIVE].map((client) => new RelyingParty(house, client)) as [RelyingParty, RelyingParty, RelyingParty];
let admin: Administrator;
let robot: Administrator;
const OPEN = ['live', 'frozen', 'suspended'];
const ORDERS = { resource: API.identifier, scope: 'openid offline_access orders:read orders:write' };

const logIn = async (app: RelyingParty, who: Person, changes = {}): Promise<string> => (await app.logIn(new Browser(house), who, changes)).answer.json.refresh_token;
const refresh = (app: RelyingParty, token: string, changes = {}) => app.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token, ...changes });
const lines = async (who: Administrator, query = ''): Promise<any[]> => (await who.get(`/hygiene${query}`)).json.lines;

/** A hundred days in which nobody tidied up. Alice lives on, Bob does not. */
beforeAll(async () => {
  await house.sql('UPDATE client SET refresh_token_ttl = 400 * 86400');
  await logIn(web, ALICE); // forgotten
  await logIn(other, ALICE, { resource: GONE.identifier });
  const used = await logIn(other, ALICE, ORDERS);
  await logIn(web, BOB);
  await logIn(native, BOB);
  const kept = await logIn(native, ALICE);
  house.clock.advance(100 * 86_400);
  expect((await refresh(other, used, { scope: 'openid orders:read' })).status).toBe(200);
  expect((await refresh(native, kept)).status).toBe(200);
  await house.sql('DELETE FROM resource WHERE identifier = $1', [GONE.identifier]);
  await house.sql(`UPDATE account SET disabled_at = $1 WHERE username = 'bob'`, [house.clock.now()]);
  await house.sql(`UPDATE client SET refresh_token_ttl = 30 * 86400, scopes = array_remove(scopes, 'phone') || '{payments}' WHERE client_id = 'native'`);
  await house.sql(`UPDATE client SET client_secret_key_id = 'older', client_secret_created_at = $1 WHERE client_id = 'machine'`, [new Date(house.clock.now().getTime() - 366 * 86_400_000)]);
  await house.sql(`INSERT INTO former_client_secret SELECT client_id, gen_random_uuid(), client_secret_mac, client_secret_key_id, created_at, NULL FROM client WHERE client_id = 'web'`);
  admin = await Administrator.logIn(house, ADMIN);
  robot = await Administrator.run(house);
});

describe('who may', () => {
  it.each<[string, Person, number]>([['an admin', ADMIN, 200], ['an auditor', AUDITOR, 200], ['support, which sees no clients', SUPPORT, 403], ['nobody else', ALICE, 403]])('%s', async (_who, person, expected) => {
    expect((await (await Administrator.logIn(house, person)).get('/hygiene')).status).toBe(expected);
  });

  it.each(['0', '3651', '1.5', 'many', ''])('not with unused_days=%s', async (days) => {
    const { status, json } = await (await Administrator.logIn(house, ADMIN)).get(`/hygiene?unused_days=${days}`);
    expect([status, json.errors[0].field]).toEqual([400, 'unused_days']);
  });
});

it.each(['client_type=secret', 'orphaned_by=ghost', 'past_policy=account', 'orphaned_by=account&orphaned_by='])('the list knows no %s', async (query) => {
  const { status, json } = await admin.get(`/tokens?${query}`);
  expect([status, json.errors[0].field]).toEqual([400, query.split('=')[0]]);
});

describe('the report', () => {
  const find = async (key: string) => (await lines(admin)).filter((line) => line.key === key);

  it.each<[string, number, object]>([
    ['tokens_unused', 2, { status: ['live'], last_used_before: expect.stringMatching(/^2.*Z$/) }],
    ['orphans_of_accounts', 2, { status: OPEN, orphaned_by: ['account'] }],
    ['orphans_of_clients', 0, { status: OPEN, orphaned_by: ['client'] }],
    ['orphans_of_resources', 1, { status: OPEN, orphaned_by: ['resource'] }],
    ['past_policy_lifetime', 2, { status: OPEN, past_policy: ['lifetime'] }],
    ['past_policy_scope', 2, { status: OPEN, past_policy: ['scope'] }],
    ['public_reuse', 2, { status: OPEN, client_type: 'public', policy: 'reuse', key_bound: false }],
    ['scope_unused', 2, { status: OPEN, client: 'other', scope: 'orders:write' }],
  ])('%s: %d', async (key, count, filter) => {
    const [line] = await find(key);
    expect(line).toMatchObject({ count, has_more: false, why: expect.stringMatching(/\w/) });
    expect(line.filter).toEqual(filter);
  });

  it('counts what the list walks to, and its filter is the list’s query', async () => {
    const withFilter = (await lines(robot, '?unused_days=7')).filter(({ filter }) => filter);
    expect(withFilter.length).toBeGreaterThan(7);
    for (const { key, count, filter, link } of withFilter) {
      const query = Object.entries(filter).flatMap(([name, value]) => [value].flat().map((one) => `${name}=${encodeURIComponent(String(one))}`));
      const { items } = await robot.walk(`/tokens?limit=1&${query.join('&')}`);
      expect(items.length, key).toBe(count);
      expect((await robot.walk(`${link.replace('/admin/v1', '')}&limit=200`)).items, key).toEqual(items);
    }
  });

  it('names clients, scopes, resources and keys that nobody needs or that are due', async () => {
    expect(await find('scopes_never_granted')).toContainEqual(expect.objectContaining({ subjects: ['payments'], count: 1, filter: null, link: '/admin/v1/clients/native' }));
    expect((await find('resources_never_granted'))[0].subjects).toEqual(['https://idle.example/']);
    expect((await find('signing_key_due')).map(({ filter }) => filter.kid).sort()).toHaveLength(3);
    for (const [key, client] of [['client_secrets_of_old_token_key', 'machine'], ['client_secrets_due', 'machine'], ['client_secrets_overlapping', 'web']] as const) {
      expect((await find(key))[0]).toMatchObject({ subjects: [client], count: 1, filter: null, link: '/admin/v1/clients' });
    }
  });

  it('tells of a client that is disabled, whose tokens wait for it', async () => {
    await house.sql(`UPDATE client SET disabled_at = $1 WHERE client_id = 'web'`, [house.clock.now()]);
    expect((await find('orphans_of_clients'))[0].count).toBe(2);
    const { items } = (await admin.get('/tokens?orphaned_by=client&orphaned_by=account&status=suspended')).json;
    expect(items.map(({ client, username }: { client: string; username: string }) => `${client} of ${username}`).sort()).toEqual(['native of bob', 'web of alice', 'web of bob']);
  });

  it('is empty of tokens once they have been ended', async () => {
    for (const { id } of (await admin.get('/tokens?orphaned_by=resource')).json.items) await admin.post(`/tokens/${id}/revoke`);
    expect((await find('orphans_of_resources'))[0].count).toBe(0);
  });
});
