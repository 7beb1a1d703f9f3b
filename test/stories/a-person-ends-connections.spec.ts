import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT_SCOPES } from '../../src/account/roles.js';
import { Administrator, ADMIN, ADMINISTERED, ROBOT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, NATIVE, WEB, type Person } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { faultsOf, schemaFaults } from '../support/openapi.js';
import { RelyingParty } from '../support/relying-party.js';
import { get, readAnswer, type Answer } from '../support/wire.js';

/** An application by which people look after their account. */
const MINE = { ...WEB, client_id: 'mine', client_name: 'My account', require_consent: false, grant_types: ['authorization_code'], scope: `openid ${ACCOUNT_SCOPES.join(' ')}` };
const PROGRAM = { ...ROBOT, client_id: 'program', scope: ACCOUNT_SCOPES.join(' ') };
const house = await openHouse({ bootstrap: { ...ADMINISTERED, clients: [...ADMINISTERED.clients, MINE, PROGRAM] } });
const there = await openHouse({ replicaOf: house });
afterAll(() => Promise.all([house.close(), there.close()]));
const [web, native, mine] = [WEB, NATIVE, MINE].map((client) => new RelyingParty(house, client)) as [RelyingParty, RelyingParty, RelyingParty];
const FIREFOX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
const resource = `${house.publicUrl}/account`;

type Ask = (method: 'GET' | 'POST', path: string, body?: object, headers?: Record<string, string>) => Promise<Answer>;

const askWith = (token: string): Ask => async (method, path, body, headers = {}) => {
  const all = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers };
  return readAnswer(await house.fetch(`/account/v1/connections${path}`, { method, headers: all, body: body && JSON.stringify(body) }));
};

async function enter(who: Person, scope = MINE.scope): Promise<Ask> {
  const { answer } = await mine.logIn(new Browser(house, FIREFOX), who, { resource, scope });
  return askWith(answer.json.access_token);
}

let alice: Ask;
let tokens: Answer['json'];
const items = async (ask = alice) => (await ask('GET', '')).json.items;
const idOf = async (client: string) => (await items()).find((item: any) => item.client === client)?.id as string;
const refresh = async (token = tokens.refresh_token, party = web) => (await party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token })).json;

beforeEach(async () => {
  await house.sql('TRUNCATE "grant" CASCADE');
  house.clock.advance(1);
  tokens = (await web.logIn(new Browser(house, FIREFOX), ALICE)).answer.json;
  house.clock.advance(1);
  alice = await enter(ALICE);
});

it('shows each connection in words, the newest first, and which one asks', async () => {
  house.clock.advance(60);
  await refresh();
  const [asking, app, ...more] = await items();
  expect([more, asking]).toEqual([[], expect.objectContaining({ client: 'mine', application: 'My account', is_asking: true, last_used_at: null })]);
  expect(app).toMatchObject({
    ...{ client: 'web', application: 'Example Web', status: 'live', device: 'Firefox on Linux', ip: '127.0.0.1', network: '127.0.0.0/24' },
    ...{ is_asking: false, last_used_at: house.clock.now().toISOString(), created_at: expect.any(String), expires_at: expect.any(String) },
  });
  expect(app.permissions).toContainEqual({ scope: 'email', sentence: 'See your email address', services: [] });
  const german = (await alice('GET', '', undefined, { 'accept-language': 'de' })).json.items[1];
  expect(german.permissions).toContainEqual({ scope: 'email', sentence: 'Ihre E-Mail-Adresse sehen', services: [] });
  expect(asking.permissions.find(({ scope }: any) => scope === 'connections:write')).toMatchObject({ sentence: expect.any(String), services: [resource] });
});

it('an application on the device itself is shown where it was used last; pages lead on', async () => {
  await native.logIn(new Browser(house), ALICE);
  const pages = [];
  for (let path = '?limit=1'; path; ) {
    const { json } = await alice('GET', path);
    pages.push(...json.items);
    path = json.next ? `?limit=1&cursor=${json.next}` : '';
  }
  expect(pages.map(({ client }) => client)).toEqual(['native', 'mine', 'web']);
  expect(pages[0].device).toMatch(/^(node|openid-client|undici)$/);
});

it('what ended, expired or was frozen by the house is shown as it is', async () => {
  await house.sql('UPDATE refresh_token SET frozen_at = $1', [house.clock.now()]);
  expect((await items()).map(({ status }: any) => status)).toEqual(['live', 'frozen']);
  await web.revoke(tokens.refresh_token);
  expect((await items()).map(({ client }: any) => client)).toEqual(['mine']);
  house.clock.advance(3600);
  alice = await enter(ALICE);
  expect(await items()).toHaveLength(1); // the access token of before has expired, and had no refresh token
});

it('ends one, with its access tokens, on every replica', async () => {
  const id = await idOf('web');
  expect((await alice('POST', `/${id}/end`)).json).toEqual({ id, status: 'ended' });
  expect([await refresh(), await refresh(tokens.refresh_token, new RelyingParty(there, WEB))]).toMatchObject([{ error: 'invalid_grant' }, { error: 'invalid_grant' }]);
  expect((await web.introspect(tokens.access_token)).active).toBe(false);
  expect((await alice('POST', `/${id}/end`)).status).toBe(404);
  expect((await items()).map(({ client }: any) => client)).toEqual(['mine']);
});

it.each([[true, 1, 200, ['mine']], [false, 2, 401, undefined]])('ends all (keep_asking: %s)', async (keep_asking, ended, status, left) => {
  const bob = (await web.logIn(new Browser(house), BOB)).answer.json;
  expect((await alice('POST', '/end-all', { keep_asking })).json).toEqual({ ended });
  expect((await refresh()).error).toBe('invalid_grant');
  expect((await refresh(bob.refresh_token)).error).toBeUndefined();
  const after = await alice('GET', '');
  expect([after.status, after.json.items?.map(({ client }: any) => client)]).toEqual([status, left]);
});

describe('"this was not me"', () => {
  it('freezes the family without an end, ends its access tokens, and an administrator finds it and lifts it', async () => {
    const id = await idOf('web');
    const { access_token: second } = await refresh();
    expect((await alice('POST', `/${id}/not-me`, { reason: 'I have no such phone' })).json).toEqual({ id, status: 'frozen' });
    expect((await refresh()).error).toBe('invalid_grant');
    for (const token of [tokens.access_token, second]) expect((await web.introspect(token)).active).toBe(false);
    const [shown] = (await items()).filter((item: any) => item.client === 'web');
    expect(shown).toMatchObject({ id, status: 'frozen' });

    const admin = await Administrator.logIn(house, ADMIN);
    const { json } = await admin.get(`/tokens/${id}/usage`);
    expect(json.items.find((moment: any) => moment.kind === 'act')).toMatchObject({ what: 'connection.not_me', actor: ALICE.sub, client: 'mine', reason: 'I have no such phone' });
    expect((await admin.get(`/tokens/${id}`)).json).toMatchObject({ frozen_reason: 'not_me', frozen_until: null });
    await admin.post(`/tokens/${id}/unfreeze`);
    expect((await refresh()).refresh_token).toBe(tokens.refresh_token);
  });

  it('takes the end from a freeze that had one, and ends what has no refresh token', async () => {
    const until = new Date(house.clock.now().getTime() + 60_000);
    await house.sql('UPDATE refresh_token SET frozen_at = $1, frozen_until = $2', [house.clock.now(), until]);
    await alice('POST', `/${await idOf('web')}/not-me`);
    house.clock.advance(61);
    expect((await refresh()).error).toBe('invalid_grant');
    const id = await idOf('mine');
    expect((await alice('POST', `/${id}/not-me`)).json).toEqual({ id, status: 'ended' });
    expect((await alice('GET', '')).status).toBe(401);
  });
});

it('another’s connections are as if they were not, to see and to touch', async () => {
  const id = await idOf('web');
  const bob = await enter(BOB);
  expect((await items(bob)).map(({ client }: any) => client)).toEqual(['mine']);
  for (const what of ['end', 'not-me']) expect((await bob('POST', `/${id}/${what}`)).status, what).toBe(404);
  await bob('POST', '/end-all');
  expect((await refresh()).error).toBeUndefined();
  expect(await items()).toHaveLength(2);
});

it('each act is in the ledger once, by whom and by which application, and may be repeated under its key', async () => {
  const id = await idOf('web');
  const send = () => alice('POST', `/${id}/end`, {}, { 'idempotency-key': `end ${id}`.replace(' ', '-') });
  const [first, again] = [await send(), await send()];
  expect([again.text, again.headers.get('idempotent-replayed')]).toEqual([first.text, 'true']);
  await alice('POST', '/end-all', { keep_asking: true });
  const events = await house.sql(`SELECT * FROM admin_event WHERE action LIKE 'connection.%' AND target_id IN ($1, $2) ORDER BY at, id`, [id, ALICE.sub]);
  expect(events.filter(({ target_id }) => target_id === id)).toMatchObject([
    { action: 'connection.end', target_kind: 'token', actor_sub: ALICE.sub, actor_client_id: 'mine', reason: 'by the person', old: { status: 'live' }, new: { status: 'revoked' } },
  ]);
  expect(events.at(-1)).toMatchObject({ action: 'connection.end_all', target_kind: 'account', target_id: ALICE.sub, new: { ended: 0 } });
});

describe('who may not', () => {
  it('a token for something else, without the scope, or of a program', async () => {
    expect((await askWith(tokens.access_token)('GET', '')).status).toBe(401);
    expect((await (await enter(ALICE, 'openid connections:read'))('POST', '/end-all')).json).toMatchObject({ status: 403, scope: 'connections:write' });
    const admin = await Administrator.logIn(house, ADMIN);
    expect((await askWith(admin.token!)('GET', '')).status).toBe(401);
    const { json } = await new RelyingParty(house, PROGRAM).call('/oidc/token', { grant_type: 'client_credentials', resource });
    const program = askWith(json.access_token);
    expect([(await program('GET', '')).status, (await program('POST', '/end-all')).status]).toEqual([403, 403]);
    expect((await readAnswer(await house.fetch('/admin/v1/tokens', { headers: { authorization: `Bearer ${json.access_token}` } }))).status).toBe(401);
  });

  it.each([
    ['/nonsense/end', {}, 'id'],
    ['/end-all', { keep_asking: 'perhaps' }, 'keep_asking'],
    ['/end-all', { all: true }, 'all'],
    ['/00000000-0000-4000-8000-000000000000/not-me', { reason: ' ' }, 'reason'],
  ])('a wrong request: %s with %j', async (path, body, field) => {
    const { status, json } = await alice('POST', path, body);
    expect([status, json.errors.map((fault: any) => fault.field)]).toEqual([400, [field]]);
  });
});

it('the account API is described apart, as it is', async () => {
  const { json } = await get(house, '/account/v1/openapi.json');
  const operations = Object.entries<object>(json.paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path.slice('/account/v1'.length)}`));
  expect(operations.sort()).toEqual(['get /connections', 'post /connections/end-all', 'post /connections/{id}/end', 'post /connections/{id}/not-me']);
  expect([faultsOf(json), Object.keys(json.components.schemas).filter((name) => /Token|Key/.test(name))]).toEqual([[], []]);
  for (const item of await items()) expect(schemaFaults(json, { $ref: '#/components/schemas/ConnectionView' }, item, '')).toEqual([]);
  expect(Object.keys((await get(house, '/admin/v1/openapi.json')).json.components.schemas)).not.toContain('ConnectionView');
});
