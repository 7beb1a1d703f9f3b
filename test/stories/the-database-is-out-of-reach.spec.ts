import { afterAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { CutProxy } from '../support/cut.proxy.js';
import { ALICE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { get, type Answer } from '../support/wire.js';

let wire!: CutProxy;
const house = await openHouse({ wire: async (url) => (wire = await CutProxy.to(url)) });
afterAll(async () => {
  await house.close();
  wire.close();
});
const web = new RelyingParty(house, WEB);
const { answer } = await web.logIn(new Browser(house), ALICE);
const refresh = () => web.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: answer.json.refresh_token });

function expectTrouble({ status, headers, json }: Answer): void {
  expect([status, json.error, headers.get('cache-control')]).toEqual([503, 'temporarily_unavailable', 'no-store']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
}

describe('while the database is out of reach', () => {
  it('a refresh is 503 with Retry-After, never a 4xx, and the token works again afterwards', async () => {
    for (let n = 0; n < 5; n++) {
      wire.cut();
      for (const trouble of await Promise.all([refresh(), refresh(), refresh()])) expectTrouble(trouble);
      wire.mend();
      expect((await refresh()).json.refresh_token).toBe(answer.json.refresh_token);
    }
  });

  it('so are introspection, revocation, userinfo, and readiness; liveness stands', async () => {
    wire.cut();
    expectTrouble(await web.call('/oidc/token/introspection', { token: answer.json.access_token }));
    expectTrouble(await web.call('/oidc/token/revocation', { token: answer.json.refresh_token }));
    expectTrouble(await get(house, '/oidc/me', { authorization: `Bearer ${answer.json.access_token}` }));
    expectTrouble(await get(house, '/health/ready'));
    expect((await get(house, '/health/live')).status).toBe(200);
    wire.mend();
    expect((await refresh()).status).toBe(200);
  });

  it('people see a page that says so', async () => {
    const { url } = await web.authorizationUrl();
    wire.cut();
    const page = await new Browser(house).open(url);
    expect([page.status, page.$('#oauth-error').text()]).toEqual([503, 'OAuth error: temporarily_unavailable']);
    wire.mend();
  });

  it('the log tells of it without a token', () => {
    const verdicts = house.logs.filter((line) => JSON.parse(line).verdict === 'storage_unavailable');
    expect(house.logs.some((line) => JSON.parse(line).reason === 'storage_unavailable')).toBe(true);
    for (const line of [...verdicts, ...house.logs]) expect(line).not.toContain(answer.json.refresh_token);
  });
});
