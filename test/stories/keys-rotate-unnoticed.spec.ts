import { createRemoteJWKSet, customFetch, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, expect, it } from 'vitest';
import { Housekeeping } from '../../src/housekeeping.js';
import { LEAD } from '../../src/keys/signing-key.policy.js';
import { Administrator, ADMIN, openAdministeredHouse } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, NATIVE, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';
import { get } from '../support/wire.js';

const DAY = 86_400;
const here = await openAdministeredHouse();
const there = await openAdministeredHouse({ replicaOf: here });
afterAll(() => Promise.all([here.close(), there.close()]));
const houses = [here, there];
const { clock } = here;

/** A resource server that fetches the JWKS once and then only when it meets a key it does not know. */
let fetches = 0;
const jwksUri = new URL('/oidc/.well-known/jwks.json', here.publicUrl);
const keySet = createRemoteJWKSet(jwksUri, { cacheMaxAge: Infinity, cooldownDuration: 0, [customFetch]: (url: string) => (fetches++, here.fetch(url)) });
const check = (token: string) => jwtVerify(token, keySet, { issuer: here.issuer, typ: 'at+jwt', currentDate: clock.now() });
const kidOf = (token: string) => decodeProtectedHeader(token).kid;
const kids = async () => (await get(there, jwksUri.pathname)).json.keys.map(({ kid }: { kid: string }) => kid);

it('an application and a resource server notice nothing, on either replica, from the publication to the old key’s end', async () => {
  const [web, elsewhere] = houses.map((house) => new RelyingParty(house, WEB)) as [RelyingParty, RelyingParty];
  const { answer } = await web.logIn(new Browser(here), ALICE);
  const { access_token: first, id_token: firstId, refresh_token: refreshToken } = answer.json;
  await check(first);
  const admin = await Administrator.logIn(here, ADMIN);
  const { json: key } = await admin.post('/keys/rotate', { reason: 'yearly', alg: 'RS256' });
  expect(key).toMatchObject({ alg: 'RS256', state: 'published', signs_since: new Date(clock.now().getTime() + LEAD * 1000).toISOString() });

  /** By openid-client, which checks the ID token, and by the resource server. */
  const use = async () => {
    const tokens: string[] = [];
    for (const party of [web, elsewhere]) {
      const { access_token: token } = (await party.refresh(refreshToken)).answer.json;
      await check(token);
      expect(await party.introspect(token)).toMatchObject({ active: true });
      expect(await party.userinfo(token, ALICE.sub)).toMatchObject({ email: ALICE.email });
      tokens.push(token);
    }
    return tokens;
  };

  expect(await kids()).toContain(key.kid);
  clock.advance(LEAD - 1);
  const last = await use();
  expect(last.map(kidOf)).toEqual([kidOf(first), kidOf(first)]);
  expect(fetches).toBe(1);
  clock.advance(1);
  expect((await use()).map(kidOf)).toEqual([key.kid, key.kid]);
  for (const token of last) await check(token); // of both keys, at the same time
  expect(fetches).toBe(2);

  clock.advance(DAY + 60);
  await here.app.get(Housekeeping).sweep();
  expect(await kids()).not.toContain(kidOf(first));
  expect((await use()).map(kidOf)).toEqual([key.kid, key.kid]);
  const hinted = await elsewhere.authorizationUrl({ prompt: 'none', id_token_hint: firstId });
  expect((await new Browser(there).open(hinted.url)).url.searchParams.get('error')).toBe('login_required'); // and not invalid_request
});

it('keys that grow old are followed by housekeeping, whichever replica comes first', async () => {
  const native = new RelyingParty(there, NATIVE);
  clock.advance(91 * DAY);
  await Promise.all(houses.flatMap((house) => [house.app.get(Housekeeping).sweep(), house.app.get(Housekeeping).sweep()]));
  expect(await kids()).toHaveLength(6);
  clock.advance(LEAD);
  const { access_token: token } = (await native.logIn(new Browser(there), ALICE)).answer.json;
  await check(token);
  clock.advance(DAY + 60);
  expect(await kids()).toHaveLength(3);
});
