import { afterAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, BOOTSTRAP, OTHER, ROTATIONS, under, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { expectUnspent } from '../support/unspent.js';
import { post } from '../support/wire.js';

const clients = [WEB, OTHER, ...ROTATIONS.map((rotation) => under(rotation, WEB))];
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients }, settings: { REFRESH_RATE_LIMIT: '10', TRUST_PROXY: '127.0.0.1' } });
afterAll(() => house.close());
const other = new RelyingParty(house, OTHER);
const login = async (party: RelyingParty, person = ALICE): Promise<string> => (await party.logIn(new Browser(house), person)).answer.json.refresh_token;
const refresh = (token: string, party: RelyingParty, ip = '192.0.2.1') =>
  party.post('/oidc/token', { grant_type: 'refresh_token', refresh_token: token }, { basic: party.client, headers: { 'x-forwarded-for': ip } });

describe.each(ROTATIONS)('RT-33: under %s, too many refreshes of one family', (rotation) => {
  const web = new RelyingParty(house, under(rotation, WEB));

  it('are 429 with Retry-After and spend nothing; other families and clients go on from the same address; then it works again', async () => {
    const [bob, elsewhere] = [await login(web, BOB), await login(other)];
    let token = await login(web);
    const { jti } = await web.introspect(token);
    // From a different address each time: it is not the address that counts.
    for (let n = 0; n < 10; n++) token = (await refresh(token, web, `192.0.2.${n}`)).json.refresh_token;
    const limited = await refresh(token, web, '198.51.100.1');
    expect([limited.status, limited.json.error, limited.headers.get('cache-control')]).toEqual([429, 'temporarily_unavailable', 'no-store']);
    const seconds = Number(limited.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect((await refresh(bob, web, '198.51.100.1')).status).toBe(200);
    expect((await other.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: elsewhere })).status).toBe(200);
    house.clock.advance(seconds);
    await expectUnspent(web, token);
    const rows = await house.sql(`SELECT verdict, access_token_jti FROM refresh_usage WHERE grant_id = $1 AND verdict NOT IN ('reused', 'rotated')`, [jti]);
    expect(rows).toEqual([{ verdict: 'rate_limited', access_token_jti: null }]);
  });

  it('cannot be used up by somebody else', async () => {
    const token = await login(web);
    for (let n = 0; n < 20; n++) expect((await other.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token })).status).toBe(400);
    for (let n = 0; n < 20; n++) expect((await refresh(`${token.slice(0, -4)}AAAA`, web)).status).toBe(400);
    await expectUnspent(web, token);
  });
});

describe('RT-33: wrong client secrets', () => {
  const attempt = (secret: string, ip: string, token: string) =>
    post(house, '/oidc/token', { grant_type: 'refresh_token', refresh_token: token }, { basic: { ...WEB, client_secret: secret }, headers: { 'x-forwarded-for': ip } });

  it('have a stricter limiter of their own, which does not lock out the client\'s live users', async () => {
    const token = await login(new RelyingParty(house, WEB));
    const statuses = [];
    for (let n = 0; n < 15; n++) statuses.push((await attempt(`guess number ${n} of somebody`, '203.0.113.9', token)).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
    expect(statuses.slice(10)).toEqual(Array(5).fill(429));
    expect((await attempt(WEB.client_secret!, '192.0.2.7', token)).status, 'from where the client is').toBe(200);
    house.clock.advance(60);
    expect((await attempt(WEB.client_secret!, '203.0.113.9', token)).status, 'never for good').toBe(200);
  });
});
