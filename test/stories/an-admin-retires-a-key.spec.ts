import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Administrator, ADMIN, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';
import { get, type Answer } from '../support/wire.js';

const here = await openAdministeredHouse();
const there = await openAdministeredHouse({ replicaOf: here });
afterAll(() => Promise.all([here.close(), there.close()]));
const { clock } = here;
const parties = [here, there].map((house) => new RelyingParty(house, WEB));
let admin: Administrator;
let kid: string;
let tokens: Answer['json'];

beforeEach(async () => {
  clock.advance(1);
  admin = await Administrator.logIn(here, ADMIN);
  tokens = (await parties[0]!.logIn(new Browser(here), ALICE)).answer.json;
  kid = decodeProtectedHeader(tokens.access_token).kid!;
});

const keys = async () => (await admin.get('/keys')).json.items;
const kids = async () => (await get(there, '/oidc/.well-known/jwks.json')).json.keys.map((key: { kid: string }) => key.kid);
const retire = (order: object = {}, of = kid) => admin.post(`/keys/${of}/retire`, { reason: 'a story', ...order });
const rotate = (order: object = {}) => admin.post('/keys/rotate', { reason: 'a story', alg: 'RS256', ...order });

describe('who may', () => {
  it('an auditor and whoever writes see keys; only who writes rotates and retires', async () => {
    for (const [who, sees, status] of [[ADMIN, 200, 404], [AUDITOR, 200, 403], [SUPPORT, 403, 403]] as const) {
      const one = await Administrator.logIn(here, who);
      expect([(await one.get('/keys')).status, (await one.post('/keys/nonsense/retire')).status], who.username).toEqual([sees, status]);
    }
    const robot = await Administrator.run(here, 'keys:write');
    expect((await robot.get('/keys')).status).toBe(200);
    const stranger = await Administrator.run(here, 'tokens:read');
    for (const answer of [await stranger.post('/keys/rotate', { reason: 'a story', alg: 'RS256' }), await stranger.post(`/keys/${kid}/retire`)]) expect([answer.status, answer.json.scope]).toEqual([403, 'keys:write']);
    expect((await stranger.get('/keys')).json.scope).toBe('audit:read');
  });
});

it('the list tells each key’s course, and nothing private', async () => {
  const { json, text } = await admin.get('/keys');
  expect(json.items.map(({ alg, state }: any) => [alg, state]).sort()).toEqual([['ES256', 'signing'], ['EdDSA', 'signing'], ['RS256', 'signing']]);
  expect(Object.keys(json.items[0]).sort()).toEqual(['alg', 'compromised_at', 'created_at', 'in_jwks_until', 'kid', 'signs_since', 'signs_until', 'state']);
  expect(text).not.toMatch(/"d"|private|encrypt/);
});

it.each([
  ['/keys/rotate', {}, 'alg'],
  ['/keys/rotate', { alg: 'none' }, 'alg'],
  ['/keys/rotate', { alg: 'RS256', now: 'soon' }, 'now'],
  ['/keys/rotate', { alg: 'RS256', kid: 'mine' }, 'kid'],
  ['/keys/x/retire', { compromised: 1 }, 'compromised'],
  ['/keys/x/retire', { reason: ' ' }, 'reason'],
  ['/keys/a%20b/retire', {}, 'kid'],
])('%s with %j is refused by name', async (path, order, field) => {
  const { status, json } = await admin.post(path, { reason: 'a story', ...order });
  expect([status, json.errors.map((fault: { field: string }) => fault.field)]).toEqual([400, [field]]);
});

it('the only one that signs does not retire without a successor; with one it verifies on', async () => {
  const alone = await retire();
  expect([alone.status, alone.json.detail]).toEqual([409, 'nothing else would sign by its algorithm: rotate it, or have a successor made']);
  clock.advance(1);
  const retired = await retire({ successor: true, ticket: 'SEC-9' });
  expect(retired.json).toMatchObject({ kid, state: 'retired', signs_until: clock.now().toISOString(), compromised_at: null });
  expect(await kids()).toContain(kid);
  for (const party of parties) {
    expect((await party.introspect(tokens.access_token)).active).toBe(true);
    expect(decodeProtectedHeader((await party.refresh(tokens.refresh_token)).answer.json.access_token).kid).not.toBe(kid);
  }
  expect((await retire()).status).toBe(409);
  const [event] = await here.sql('SELECT * FROM admin_event WHERE target_id = $1', [kid]);
  expect(event).toMatchObject({ action: 'key.retire', target_kind: 'key', actor_sub: ADMIN.sub, ticket: 'SEC-9', old: { state: 'signing' }, new: { state: 'retired' } });
});

it('compromised, it is out of the JWKS at once, and all that it signed is refused on every replica', async () => {
  clock.advance(1);
  const others = (await keys()).filter((key: any) => key.state === 'signing' && key.alg !== 'RS256');
  expect((await retire({ compromised: true, successor: true })).json).toMatchObject({ state: 'gone', compromised_at: clock.now().toISOString() });
  expect(await kids()).not.toContain(kid);
  for (const party of parties) {
    await expect.poll(() => party.introspect(tokens.access_token)).toEqual({ active: false });
    await expect(party.userinfo(tokens.access_token)).rejects.toThrow();
    const logout = await get(party.house, `/oidc/session/end?id_token_hint=${tokens.id_token}`);
    expect(logout.status).toBe(400);
    await expect.poll(async () => decodeProtectedHeader((await party.refresh(tokens.refresh_token)).answer.json.access_token).kid).not.toBe(kid);
  }
  expect((await admin.get('/keys')).status).toBe(401); // its own token too
  admin = await Administrator.logIn(there, ADMIN);
  expect(await kids()).toEqual(expect.arrayContaining(others.map((key: any) => key.kid)));
  expect((await retire({ compromised: true })).status).toBe(409);
});

it('a rotation at once signs with the new key on both replicas, and may be repeated under its key', async () => {
  clock.advance(1);
  const send = () => admin.post('/keys/rotate', { reason: 'a story', alg: 'RS256', now: true }, { 'idempotency-key': 'one' });
  const [first, again] = [await send(), await send()];
  expect([again.text, again.headers.get('idempotent-replayed')]).toEqual([first.text, 'true']);
  for (const party of parties) {
    await expect.poll(async () => decodeProtectedHeader((await party.refresh(tokens.refresh_token)).answer.json.access_token).kid).toBe(first.json.kid);
  }
});

it('the list of tokens by kid knows what each key signed', async () => {
  clock.advance(120);
  const { kid: successor } = (await rotate({ now: true })).json;
  clock.advance(120);
  const listed = async (of: string) => (await admin.get(`/tokens?kid=${of}&limit=200`)).json.items.map(({ id }: { id: string }) => id);
  const before = await listed(kid);
  expect([before.length > 0, await listed(successor)]).toEqual([true, []]);
  await parties[1]!.refresh(tokens.refresh_token);
  const [id, ...more] = await listed(successor);
  expect([more, before]).toEqual([[], expect.arrayContaining([id])]);
});

it('a key that was only published is withdrawn, and the one that signs goes on', async () => {
  const { kid: pending } = (await rotate()).json;
  expect((await rotate()).status).toBe(409);
  expect((await retire({}, pending)).json).toMatchObject({ state: 'gone', signs_since: null });
  expect((await keys()).find((key: any) => key.kid === kid)).toMatchObject({ state: 'signing', signs_until: null, in_jwks_until: null });
});
