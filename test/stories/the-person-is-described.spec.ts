import { decodeJwt } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { SCOPE_CLAIMS } from '../../src/account/claims.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, OTHER, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openHouse();
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
const login = async (scope: string, more = {}, person = ALICE) => (await web.logIn(new Browser(house), person, { scope, ...more })).answer.json;
const me = (init: RequestInit) => house.fetch('/oidc/me', init);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('userinfo', () => {
  it.each(Object.entries(SCOPE_CLAIMS))('opens by %s the claims of OpenID Connect Core §5.4, and no others', async (scope, names) => {
    const { access_token: token } = await login(`openid ${scope}`);
    const { sub, ...claims } = await web.userinfo(token, ALICE.sub);
    expect(sub).toBe(ALICE.sub);
    expect(claims).toEqual(Object.fromEntries(names.map((name) => [name, ALICE[name]])));
  });

  it('leaves out what is not known of the person', async () => {
    const { access_token: token } = await login('openid profile email phone', {}, BOB);
    expect(await web.userinfo(token, BOB.sub)).toEqual({ sub: BOB.sub, name: BOB.name, email: BOB.email, email_verified: false });
  });

  it('takes the token by GET and by POST, in the header or in the form', async () => {
    const { access_token: token } = await login('openid');
    const form = { method: 'POST', body: new URLSearchParams({ access_token: token }) };
    for (const init of [{ headers: bearer(token) }, { method: 'POST', headers: bearer(token) }, form]) {
      expect(await (await me(init)).json()).toEqual({ sub: ALICE.sub });
    }
  });

  it.each<[string, () => Promise<RequestInit>, number, RegExp]>([
    ['without a token', async () => ({}), 401, /^Bearer realm="Evergrant"$/],
    ['with nonsense', async () => ({ headers: bearer('nonsense') }), 401, /error="invalid_token"/],
    ['with an ID token', async () => ({ headers: bearer((await login('openid')).id_token) }), 401, /error="invalid_token"/],
    ['with a refresh token', async () => ({ headers: bearer((await login('openid offline_access')).refresh_token) }), 401, /error="invalid_token"/],
    ['without openid', async () => ({ headers: bearer((await login('email')).access_token) }), 403, /error="insufficient_scope"/],
  ])('refuses %s (RFC 6750 §3)', async (_how, init, status, challenge) => {
    const answer = await me(await init());
    expect(answer.status).toBe(status);
    expect(answer.headers.get('www-authenticate')).toMatch(challenge);
  });

  it('tells of today\'s person, not of the login\'s', async () => {
    const { access_token: token } = await login('openid email');
    await house.sql(`UPDATE account SET claims = claims || '{"email":"new@example.com"}' WHERE account_id = $1`, [ALICE.sub]);
    expect((await web.userinfo(token)).email).toBe('new@example.com');
  });
});

describe('the claims parameter (OpenID Connect Core §5.5)', () => {
  it('opens single claims in the ID token and at userinfo, also after a refresh', async () => {
    const claims = JSON.stringify({ id_token: { nickname: null, auth_time: { essential: true } }, userinfo: { zoneinfo: { essential: true } } });
    const first = await login('openid offline_access', { claims });
    const { answer } = await web.refresh(first.refresh_token);
    for (const { id_token: idToken, access_token: token } of [first, answer.json]) {
      expect(decodeJwt(idToken)).toMatchObject({ nickname: ALICE.nickname, auth_time: expect.any(Number) });
      expect(await web.userinfo(token)).toEqual({ sub: ALICE.sub, zoneinfo: ALICE.zoneinfo });
    }
  });
});

it('custom scopes of a resource are granted and stand in the token', async () => {
  const other = new RelyingParty(house, OTHER);
  const { answer } = await other.logIn(new Browser(house), ALICE, { scope: 'openid orders:read' });
  expect(decodeJwt(answer.json.access_token).scope).toBe('openid orders:read');
});
