import { base64url, decodeProtectedHeader, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { openDataSource } from '../../test/support/database.js';
import { keysOf } from '../../test/support/keys.js';
import { TestClock } from '../../test/support/test.clock.js';
import { SigningKey } from './signing-key.entity.js';
import { SIGNING_ALGS } from './signing-key.policy.js';

const dataSource = await openDataSource([SigningKey]);
const clock = new TestClock();
const { settings, store, signer, verifier } = keysOf(dataSource, clock);
const CLAIMS = { iss: settings.issuer, sub: 'alice', jti: '1', iat: 1, exp: 2 };

beforeAll(() => signer.onModuleInit());

test.each(SIGNING_ALGS)('a token of ours signed with %s is taken, however old', async (alg) => {
  const token = await signer.sign(CLAIMS, alg, 'at+jwt');
  expect(Object.keys(decodeProtectedHeader(token)).sort()).toEqual(['alg', 'kid', 'typ']);
  expect(await verifier.verify(token, 'at+jwt')).toEqual(CLAIMS);
});

const ours = () => signer.sign(CLAIMS, 'RS256', 'at+jwt');
const parts = async () => (await ours()).split('.') as [string, string, string];
const flip = (text: string) => (text[0] === 'A' ? 'B' : 'A') + text.slice(1);

test.each<[string, () => Promise<string>]>([
  ['of another typ', () => signer.sign(CLAIMS, 'RS256', 'JWT')],
  ['of another issuer', () => signer.sign({ ...CLAIMS, iss: 'https://evil.example/oidc' }, 'RS256', 'at+jwt')],
  ['with other claims under our signature', async () => parts().then(([head, , end]) => `${head}.${base64url.encode(JSON.stringify({ ...CLAIMS, sub: 'eve' }))}.${end}`)],
  ['with a touched signature', async () => parts().then(([head, body, end]) => `${head}.${body}.${flip(end)}`)],
  ['with the signature cut off', async () => parts().then(([head, body]) => `${head}.${body}.`)],
  ['of alg none', async () => new UnsecuredJWT(CLAIMS).encode()],
  ['of alg none with our kid', async () => parts().then(([head, body]) => `${withHeader(head, { alg: 'none' })}.${body}.`)],
  ['of a foreign key with our kid', () => foreign('RS256')],
  ['of a foreign key without a kid', () => foreign('RS256', {})],
  ['signed by HMAC with our public key', () => hmacWithPublicKey()],
  ['that is no token', async () => 'not.a.token'],
  ['that is empty', async () => ''],
  ['that is 10,000 characters of nothing', async () => 'a'.repeat(10_000)],
])('a token %s is refused', async (_, make) => {
  expect(await verifier.verify(await make(), 'at+jwt')).toBeNull();
});

test('one that was taken is taken again, and makes none good that is like it', async () => {
  const token = await ours();
  const [head, body, end] = token.split('.') as [string, string, string];
  const other = (await signer.sign({ ...CLAIMS, sub: 'eve' }, 'RS256', 'at+jwt')).split('.')[2];
  for (let times = 0; times < 2; times++) {
    expect(await verifier.verify(token, 'at+jwt')).toEqual(CLAIMS);
    for (const forged of [`${head}.${body}.${flip(end)}`, `${head}.${body}.${other}`, `${token}A`, `${token}=`]) expect(await verifier.verify(forged, 'at+jwt')).toBeNull();
    expect(await verifier.verify(token, 'JWT')).toBeNull();
  }
});

test('a key that another replica made since is found, and the other one is still good', async () => {
  const elder = await ours();
  const replica = keysOf(dataSource, clock);
  await dataSource.transaction((manager) => replica.rotation.rotate(manager, 'RS256', clock.now(), true));
  const younger = await replica.signer.sign(CLAIMS, 'RS256', 'at+jwt');
  expect(decodeProtectedHeader(younger).kid).not.toBe(decodeProtectedHeader(elder).kid);
  for (const token of [younger, elder]) expect(await verifier.verify(token, 'at+jwt')).toEqual(CLAIMS);
});

test('whoever hears nothing of it signs with the other key and believes no compromised one after ten seconds', async () => {
  const token = await ours();
  const { kid } = decodeProtectedHeader(token) as { kid: string };
  await dataSource.transaction((manager) => keysOf(dataSource, clock).rotation.retire(manager, kid, clock.now(), { isCompromised: true, withSuccessor: true }));
  clock.advance(9);
  expect(await verifier.verify(token, 'at+jwt')).toEqual(CLAIMS);
  clock.advance(1);
  expect(await verifier.verify(token, 'at+jwt')).toBeNull();
  expect(decodeProtectedHeader(await ours()).kid).not.toBe(kid);
});

function withHeader(head: string, changes: object): string {
  return base64url.encode(JSON.stringify({ ...JSON.parse(Buffer.from(head, 'base64url').toString()), ...changes }));
}

async function foreign(alg: string, header?: object): Promise<string> {
  const { privateKey } = await generateKeyPair(alg);
  const { kid } = decodeProtectedHeader(await ours());
  return new SignJWT(CLAIMS).setProtectedHeader({ alg, typ: 'at+jwt', ...(header ?? { kid }) }).sign(privateKey);
}

async function hmacWithPublicKey(): Promise<string> {
  const jwk = (await store.findPublicJwks(clock.now())).find(({ alg }) => alg === 'RS256')!;
  return new SignJWT(CLAIMS).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: jwk.kid }).sign(Buffer.from(jwk.n!, 'base64url'));
}
