import { afterAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, OTHER, WEB, type ClientRegistration } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const CURIOUS: ClientRegistration = {
  ...{ ...WEB, client_id: 'curious', tells_error_reason: true },
  refresh_token_policy: { rotation: 'rotate', refresh_token_ttl: 7200, refresh_token_idle_ttl: 3600, ends_at_logout: true },
};
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [WEB, OTHER, CURIOUS] } });
afterAll(() => house.close());
const curious = new RelyingParty(house, CURIOUS);
const login = async (browser = new Browser(house)): Promise<string> => (await curious.logIn(browser, ALICE)).answer.json.refresh_token;
const refresh = (token: string, party = curious, more = {}) => party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token, ...more });

const SETTINGS: [reason: string, provoke: () => Promise<string>][] = [
  ['idle', async () => login().finally(() => house.clock.advance(3600))],
  ['expired', async () => {
    let token = await login();
    for (let n = 0; n < 2; n++) {
      house.clock.advance(3599);
      token = (await refresh(token)).json.refresh_token;
    }
    house.clock.advance(2);
    return token;
  }],
  ['revoked', async () => {
    const token = await login();
    await curious.revoke(token);
    return token;
  }],
  ['replayed', async () => {
    const token = await login();
    await refresh(token);
    house.clock.advance(30);
    return token;
  }],
  ['session_ended', async () => {
    const browser = new Browser(house);
    const token = await login(browser);
    await (await browser.open('/oidc/session/end')).submit('#logout-confirm');
    return token;
  }],
  ['frozen', async () => {
    const token = await login();
    await house.sql('UPDATE refresh_token SET frozen_at = now() WHERE grant_id = $1', [(await curious.introspect(token)).jti]);
    return token;
  }],
  ['unknown', async () => 'nonsense'],
  ['unknown', async () => (await new RelyingParty(house, WEB).logIn(new Browser(house), ALICE)).answer.json.refresh_token],
];

it.each(SETTINGS)('a client that opted in reads error_reason=%s', async (reason, provoke) => {
  const { status, json } = await refresh(await provoke());
  expect([status, json.error, json.error_reason]).toEqual([400, 'invalid_grant', reason]);
});

it('and scope_exceeded with invalid_scope', async () => {
  const { json } = await refresh(await login(), curious, { scope: 'openid tokens:read' });
  expect(json).toMatchObject({ error: 'invalid_scope', error_reason: 'scope_exceeded' });
});

it('nobody else does', async () => {
  const { json } = await refresh('nonsense', new RelyingParty(house, OTHER));
  expect(Object.keys(json)).toEqual(['error', 'error_description']);
});

it.each<[string, string, RequestInit?]>([
  ['metadata', '/oidc/.well-known/openid-configuration'],
  ['health', '/health/ready'],
  ['a refusal of userinfo', '/oidc/me'],
  ['an error page', '/oidc/auth'],
  ['a preflight', '/oidc/token', { method: 'OPTIONS', headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' } }],
  ['an unknown path', '/nowhere'],
  ['a path that cannot be decoded', '/%zz'],
  ['a body that is too large', '/oidc/token', { method: 'POST', body: 'a'.repeat(200_000) }],
])('%s has a request id of its own', async (_what, path, init) => {
  const ids = await Promise.all([1, 2].map(async () => (await house.fetch(path, init)).headers.get('x-request-id')));
  for (const id of ids) expect(id).toMatch(/^[\da-f-]{36}$/);
  expect(new Set(ids).size).toBe(2);
});

it('a refresh has a request id, the log and the ledger the same', async () => {
  const { headers } = await refresh('nonsense');
  const id = headers.get('x-request-id')!;
  expect(await house.sql('SELECT verdict FROM refresh_usage WHERE request_id = $1', [id])).toEqual([{ verdict: 'malformed' }]);
  expect(house.logs.some((line) => JSON.parse(line).requestId === id)).toBe(true);
});
