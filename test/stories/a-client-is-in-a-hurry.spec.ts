import { afterAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, OTHER, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { post } from '../support/wire.js';

const house = await openHouse({ settings: { REFRESH_RATE_LIMIT: '10', TRUST_PROXY: '127.0.0.1' } });
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
const other = new RelyingParty(house, OTHER);
const login = async (party = web, person = ALICE): Promise<string> => (await party.logIn(new Browser(house), person)).answer.json.refresh_token;
const refresh = (token: string, party = web) => party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token });

describe('RT-33: too many refreshes of one family', () => {
  it('are 429 with Retry-After and spend nothing; other families and clients go on; then it works again', async () => {
    const [token, bob, elsewhere] = [await login(), await login(web, BOB), await login(other)];
    for (let n = 0; n < 10; n++) expect((await refresh(token)).status).toBe(200);
    const limited = await refresh(token);
    expect([limited.status, limited.json.error, limited.headers.get('cache-control')]).toEqual([429, 'temporarily_unavailable', 'no-store']);
    const seconds = Number(limited.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect((await refresh(bob)).status).toBe(200);
    expect((await refresh(elsewhere, other)).status).toBe(200);
    house.clock.advance(seconds);
    expect((await refresh(token)).json.refresh_token).toBe(token);
    const { jti } = await web.introspect(token);
    const rows = await house.sql(`SELECT verdict, access_token_jti FROM refresh_usage WHERE grant_id = $1 AND verdict <> 'reused'`, [jti]);
    expect(rows).toEqual([{ verdict: 'rate_limited', access_token_jti: null }]);
  });

  it('cannot be used up by somebody else', async () => {
    const token = await login();
    for (let n = 0; n < 20; n++) expect((await refresh(token, other)).status).toBe(400);
    for (let n = 0; n < 20; n++) expect((await refresh(`${token.slice(0, -4)}AAAA`)).status).toBe(400);
    expect((await refresh(token)).status).toBe(200);
  });
});

describe('wrong client secrets', () => {
  const attempt = (secret: string, ip: string, token: string) =>
    post(house, '/oidc/token', { grant_type: 'refresh_token', refresh_token: token }, { basic: { ...WEB, client_secret: secret }, headers: { 'x-forwarded-for': ip } });

  it('have a stricter limiter of their own, which does not lock out the client\'s live users', async () => {
    const token = await login();
    const statuses = [];
    for (let n = 0; n < 15; n++) statuses.push((await attempt(`guess number ${n} of somebody`, '203.0.113.9', token)).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
    expect(statuses.slice(10)).toEqual(Array(5).fill(429));
    expect((await attempt(WEB.client_secret!, '192.0.2.7', token)).status, 'from where the client is').toBe(200);
    house.clock.advance(60);
    expect((await attempt(WEB.client_secret!, '203.0.113.9', token)).status, 'never for good').toBe(200);
  });
});
