import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, API, BOB, BOOTSTRAP, NATIVE, OTHER, WEB, type ClientRegistration, type Person } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { readAnswer } from '../support/wire.js';

const managing = (client: ClientRegistration): ClientRegistration => ({
  ...client,
  grant_types: [...client.grant_types, 'client_credentials'],
  scope: `${client.scope} grant_management_query grant_management_revoke`,
});
const [MANAGER, RIVAL] = [managing(WEB), managing(OTHER)];
const DEVICE = { ...NATIVE, scope: MANAGER.scope };
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [MANAGER, RIVAL, DEVICE] } });
afterAll(() => house.close());
const [manager, rival, device] = [MANAGER, RIVAL, DEVICE].map((client) => new RelyingParty(house, client)) as [RelyingParty, RelyingParty, RelyingParty];

const BOTH = 'grant_management_query grant_management_revoke';
const ownToken = async (who: RelyingParty, scope = BOTH, more: Record<string, string> = {}) =>
  (await who.call('/oidc/token', { grant_type: 'client_credentials', scope, ...more })).json.access_token as string;

async function logIn(who: Person = ALICE, changes: Record<string, string> = {}) {
  const { answer } = await manager.logIn(new Browser(house), who, { scope: 'openid email offline_access', grant_management_action: 'create', ...changes });
  return answer.json as Record<string, string>;
}

const send = async (method: string, grantId: string, token: string | null) =>
  readAnswer(await house.fetch(`${house.issuer}/grants/${grantId}`, { method, headers: token ? { authorization: `Bearer ${token}` } : {} }));

let grant: Record<string, string>;
let token: string;
beforeEach(async () => {
  grant = await logIn();
  token = await ownToken(manager);
});

const isActive = async (text: string) => (await manager.introspect(text)).active;

describe('the id', () => {
  it('comes with the tokens to who asks for it, with the first alone', async () => {
    expect(grant.grant_id).toMatch(/^[\da-f-]{36}$/);
    const { answer } = await manager.refresh(grant.refresh_token!);
    expect(answer.json).not.toHaveProperty('grant_id');
    expect((await manager.logIn(new Browser(house), ALICE)).answer.json).not.toHaveProperty('grant_id');
  });

  it.each<[string, Record<string, string>, string]>([
    ['merged', { grant_management_action: 'merge', grant_id: 'x' }, 'invalid_request'],
    ['replaced', { grant_management_action: 'replace' }, 'invalid_request'],
    ['created under an id of the client', { grant_management_action: 'create', grant_id: 'x' }, 'invalid_request'],
    ['meant without a word', { grant_id: 'x' }, 'invalid_request'],
  ])('no grant is %s', async (_, changes, error) => {
    const { url } = await manager.authorizationUrl(changes);
    expect((await new Browser(house).open(url)).url.searchParams.get('error')).toBe(error);
  });

  it('is not for a public client', async () => {
    const { url } = await device.authorizationUrl({ grant_management_action: 'create' });
    expect((await new Browser(house).open(url)).url.searchParams.get('error')).toBe('unauthorized_client');
  });

  it('stands in the metadata with what may be done', async () => {
    const metadata = (await readAnswer(await house.fetch(`${house.issuer}/.well-known/openid-configuration`))).json;
    expect(metadata).toMatchObject({ grant_management_endpoint: `${house.issuer}/grants`, grant_management_actions_supported: ['create', 'query', 'revoke'] });
    expect(metadata.scopes_supported).toEqual(expect.arrayContaining(BOTH.split(' ')));
  });
});

describe('query', () => {
  it('tells what was granted, and no token', async () => {
    const { status, json, headers } = await send('GET', grant.grant_id!, token);
    const now = Math.floor(house.clock.now().getTime() / 1000);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(json).toEqual({ scopes: [{ scope: 'openid email offline_access' }], claims: ['email', 'email_verified'], created_at: now, expires_at: now + 30 * 86_400 });
  });

  it('by an application for a person is of that person alone', async () => {
    const alices = await logIn(ALICE, { scope: `openid ${BOTH}` });
    const bobs = await logIn(BOB);
    expect((await send('GET', grant.grant_id!, alices.access_token!)).status).toBe(200);
    expect((await send('GET', bobs.grant_id!, alices.access_token!)).status).toBe(404);
    expect((await send('GET', bobs.grant_id!, token)).status).toBe(200);
  });
});

it('revoke ends it with its tokens, once, and no other', async () => {
  const other = await logIn();
  const { status, text } = await send('DELETE', grant.grant_id!, token);
  expect([status, text]).toEqual([204, '']);
  expect([await isActive(grant.access_token!), await isActive(grant.refresh_token!)]).toEqual([false, false]);
  expect([await isActive(other.access_token!), await isActive(other.refresh_token!)]).toEqual([true, true]);
  for (const method of ['GET', 'DELETE']) expect((await send(method, grant.grant_id!, token)).status).toBe(404);
  expect(await house.sql('SELECT revoked_reason FROM "grant" WHERE grant_id = $1', [grant.grant_id])).toEqual([{ revoked_reason: 'client_request' }]);
});

describe('is refused', () => {
  it.each(['GET', 'DELETE'])('%s of what is not there, or another’s', async (method) => {
    expect((await send(method, grant.grant_id!, await ownToken(rival))).status).toBe(404);
    for (const id of ['nonsense', grant.grant_id!.replace(/^./, 'f')]) expect((await send(method, id, token)).status).toBe(404);
    expect(await isActive(grant.refresh_token!)).toBe(true);
  });

  it('a token that lacks the scope, is another’s business, or is none', async () => {
    const [query, revoke] = [await ownToken(manager, 'grant_management_query'), await ownToken(manager, 'grant_management_revoke')];
    for (const [method, wrong] of [['DELETE', query], ['GET', revoke]] as const) {
      const { status, json, headers } = await send(method, grant.grant_id!, wrong);
      expect([status, json.error]).toEqual([403, 'insufficient_scope']);
      expect(headers.get('www-authenticate')).toContain('insufficient_scope');
    }
    const { status, json } = await send('GET', grant.grant_id!, await ownToken(manager, BOTH, { resource: API.identifier }));
    expect([status, json.error]).toEqual([401, 'invalid_token']);
    for (const none of [null, 'nonsense', grant.refresh_token!]) expect((await send('DELETE', grant.grant_id!, none)).status).toBe(401);
  });

  it('a public client, whatever its token says', async () => {
    const { json } = (await device.logIn(new Browser(house), ALICE, { scope: `openid ${BOTH}` })).answer;
    const grantId = (await house.sql<{ grant_id: string }>("SELECT grant_id FROM \"grant\" WHERE client_id = 'native' ORDER BY created_at DESC LIMIT 1"))[0]!.grant_id;
    expect((await send('GET', grantId, json.access_token)).json).toMatchObject({ error: 'access_denied' });
  });
});
