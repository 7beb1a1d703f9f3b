import { decodeJwt } from 'jose';
import { afterAll, expect, it } from 'vitest';
import { API, BOOTSTRAP, MACHINE, NATIVE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [WEB, MACHINE, { ...NATIVE, grant_types: ['client_credentials'] }] } });
afterAll(() => house.close());
const machine = new RelyingParty(house, MACHINE);
const ask = (params: Record<string, string> = {}, app = machine) => app.call('/oidc/token', { grant_type: 'client_credentials', ...params });

it('gets an access token for itself, and never a refresh or ID token', async () => {
  const { status, json } = await ask();
  expect(status).toBe(200);
  expect(Object.keys(json)).toEqual(['access_token', 'expires_in', 'scope', 'token_type']);
  const claims = decodeJwt(json.access_token);
  expect(claims).toMatchObject({ sub: 'machine', client_id: 'machine', aud: 'machine', scope: 'orders:read orders:write' });
  expect(claims.auth_time).toBeUndefined();
});

it('may name the resource and less scope (RFC 8707, RFC 6749 §3.3)', async () => {
  const { json } = await ask({ scope: 'orders:read', resource: API.identifier });
  expect(decodeJwt(json.access_token)).toMatchObject({ scope: 'orders:read', aud: API.identifier });
});

it.each([
  ['more scope than it is registered for', { scope: 'orders:read tokens:revoke' }, 'invalid_scope'],
  ['a scope that is about a person', { scope: 'openid' }, 'invalid_scope'],
  ['a resource nobody registered', { resource: 'https://unknown.example/' }, 'invalid_target'],
])('does not get %s', async (_what, params, error) => {
  const answer = await ask(params);
  expect([answer.status, answer.json.error]).toEqual([400, error]);
});

it('must be registered for it, and be confidential (RFC 6749 §4.4)', async () => {
  expect((await ask({}, new RelyingParty(house, WEB))).json.error).toBe('unauthorized_client');
  expect((await ask({}, new RelyingParty(house, NATIVE))).json.error).toBe('unauthorized_client');
});

it('can see and revoke its token, which leads to no person', async () => {
  const { access_token: token } = (await ask()).json;
  expect(await machine.introspect(token)).toMatchObject({ active: true, sub: 'machine' });
  const userinfo = await house.fetch('/oidc/me', { headers: { authorization: `Bearer ${token}` } });
  expect(userinfo.status).toBe(403);
  await machine.revoke(token);
  expect(await machine.introspect(token)).toEqual({ active: false });
  expect((await machine.introspect((await ask()).json.access_token)).active).toBe(true);
});
