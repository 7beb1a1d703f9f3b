import { decodeProtectedHeader, createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { tokenHash } from '../../src/protocol/token-hash.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, MACHINE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { get, type Answer } from '../support/wire.js';

/** Every algorithm for the access token, each beside another for the ID token. */
const ALGS = [['RS256', 'EdDSA'], ['ES256', 'ES256'], ['EdDSA', 'RS256'], ['EdDSA', 'EdDSA']] as const;
const named = ([access, id]: readonly [string, string], client = WEB) =>
  ({ ...client, client_id: `${access}-${id}`, access_token_signed_response_alg: access, id_token_signed_response_alg: id });
const ROBOT = { ...MACHINE, access_token_signed_response_alg: 'EdDSA' };

const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [WEB, ROBOT, ...ALGS.map((algs) => named(algs))] } });
afterAll(() => house.close());
const keySet = createLocalJWKSet((await get(house, '/oidc/.well-known/jwks.json')).json);

/** What a resource server and an application each check by themselves, with the published keys alone. */
async function expectSigned({ json }: Answer, access: string, id: string): Promise<void> {
  const options = { issuer: house.issuer, currentDate: house.clock.now() };
  const { protectedHeader } = await jwtVerify(json.access_token, keySet, { ...options, typ: 'at+jwt', algorithms: [access] });
  expect(Object.keys(protectedHeader).sort()).toEqual(['alg', 'kid', 'typ']);
  const { payload } = await jwtVerify(json.id_token, keySet, { ...options, typ: 'JWT', algorithms: [id] });
  expect(payload.at_hash).toBe(tokenHash(json.access_token, id));
}

it('discovery offers the three', async () => {
  const { json } = await get(house, '/oidc/.well-known/openid-configuration');
  expect(json.id_token_signing_alg_values_supported).toEqual(['RS256', 'ES256', 'EdDSA']);
});

describe.each(ALGS)('access tokens by %s, ID tokens by %s', (access, id) => {
  const app = new RelyingParty(house, named([access, id]));

  it('through login, refresh, introspection, userinfo, logout hint and revocation', async () => {
    const { answer } = await app.logIn(new Browser(house), ALICE);
    await expectSigned(answer, access, id);
    const { answer: refreshed } = await app.refresh(answer.json.refresh_token);
    await expectSigned(refreshed, access, id);
    const { access_token: token, id_token: idToken } = refreshed.json;
    expect(await app.introspect(token)).toMatchObject({ active: true, sub: ALICE.sub, client_id: app.client.client_id });
    expect(await app.userinfo(token, ALICE.sub)).toMatchObject({ email: ALICE.email });
    const hinted = await app.authorizationUrl({ prompt: 'none', id_token_hint: idToken });
    expect((await new Browser(house).open(hinted.url)).url.searchParams.get('error')).toBe('login_required');
    await app.revoke(token);
    expect(await app.introspect(token)).toEqual({ active: false });
  });
});

it('a machine has its choice too', async () => {
  const { json } = await new RelyingParty(house, ROBOT).call('/oidc/token', { grant_type: 'client_credentials' });
  expect(decodeProtectedHeader(json.access_token).alg).toBe('EdDSA');
});

it('a changed choice holds from the next refresh on; what was signed before stays valid', async () => {
  const app = new RelyingParty(house, WEB);
  const { answer } = await app.logIn(new Browser(house), ALICE);
  expect(decodeProtectedHeader(answer.json.access_token).alg).toBe('RS256');
  await house.sql(`UPDATE client SET access_token_signed_response_alg = 'ES256' WHERE client_id = 'web'`);
  await expect.poll(async () => decodeProtectedHeader((await app.refresh(answer.json.refresh_token)).answer.json.access_token).alg).toBe('ES256');
  expect((await app.introspect(answer.json.access_token)).active).toBe(true);
});
