import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, expect, it } from 'vitest';
import { Administrator, openAdministeredHouse, ROBOT } from '../support/administrators.js';
import { post } from '../support/wire.js';

const house = await openAdministeredHouse();
afterAll(() => house.close());
const [mine, other] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];

/** RFC 9449 §4.2. */
async function proof(keys: typeof mine, method: string, path: string, more: object = {}): Promise<string> {
  const iat = Math.floor(house.clock.now().getTime() / 1000);
  const jwk = await exportJWK(keys.publicKey);
  return new SignJWT({ htm: method, htu: house.publicUrl + path, jti: randomUUID(), iat, ...more }).setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk }).sign(keys.privateKey);
}

it('an access token bound to a key needs that key at the admin API; queries are not of the proof', async () => {
  const form = { grant_type: 'client_credentials', resource: `${house.publicUrl}/admin`, scope: 'tokens:read' };
  const { json } = await post(house, '/oidc/token', form, { basic: ROBOT, headers: { dpop: await proof(mine, 'POST', '/oidc/token') } });
  expect(json.token_type).toBe('DPoP');
  const ath = createHash('sha256').update(json.access_token).digest('base64url');
  const look = async (headers: Record<string, string>) => (await new Administrator(house, null).get('/tokens?limit=1', headers)).status;
  const authorization = `DPoP ${json.access_token}`;
  expect(await look({ authorization, dpop: await proof(mine, 'GET', '/admin/v1/tokens', { ath }) })).toBe(200);
  expect(await look({ authorization, dpop: await proof(other, 'GET', '/admin/v1/tokens', { ath }) })).toBe(401);
  expect(await look({ authorization, dpop: await proof(mine, 'GET', '/admin/v1/grants', { ath }) })).toBe(401);
  expect(await look({ authorization })).toBe(401);
  expect(await look({ authorization: `Bearer ${json.access_token}` })).toBe(401);
});
