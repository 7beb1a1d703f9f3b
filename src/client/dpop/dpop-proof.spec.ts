import { createHash } from 'node:crypto';
import { base64url, calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { OAuthError } from '../../protocol/oauth.error.js';
import { DPOP_ALGS, verifyDpopProof, type ProvenRequest } from './dpop-proof.js';

const NOW = new Date('2026-05-01T12:00:00Z');
const SECONDS = NOW.getTime() / 1000;
const REQUEST: ProvenRequest = { method: 'POST', url: 'https://id.example/oidc/token' };
const TOKEN = 'an.access.token';
const CLAIMS = { htm: 'POST', htu: REQUEST.url, iat: SECONDS, jti: 'one', ath: createHash('sha256').update(TOKEN).digest('base64url') };

interface Signer {
  alg: string;
  privateKey: CryptoKey;
  jwk: JWK;
  privateJwk: JWK;
}

async function makeSigner(alg: string, options: { modulusLength?: number } = {}): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true, ...options });
  return { alg, privateKey, jwk: await exportJWK(publicKey), privateJwk: await exportJWK(privateKey) };
}

const signers = new Map(await Promise.all([...DPOP_ALGS, 'ES384'].map(async (alg) => [alg, await makeSigner(alg)] as const)));
const [ec, rsa] = [signers.get('ES256')!, signers.get('RS256')!];
const stranger = await makeSigner('ES256');

const proof = (claims: object = {}, header: object = {}, { alg, jwk, privateKey }: Signer = ec): Promise<string> =>
  new SignJWT({ ...CLAIMS, ...claims }).setProtectedHeader({ alg, typ: 'dpop+jwt', jwk, ...header }).sign(privateKey);

/** `taken`, or the private reason of the refusal. Any other error than a refusal fails the test. */
async function judge(header: string, request: Partial<ProvenRequest> = {}): Promise<string | undefined> {
  return verifyDpopProof(header, { ...REQUEST, ...request }, NOW).then(
    () => 'taken',
    (error: unknown) => {
      expect(error).toBeInstanceOf(OAuthError);
      const { code, status, description, reason } = error as OAuthError;
      expect([code, status]).toEqual(['invalid_dpop_proof', 400]);
      expect(description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/); // RFC 6749 §5.2, and fit to be quoted in a challenge
      return reason;
    },
  );
}

test.each(DPOP_ALGS)('a proof signed with %s gives the thumbprint of its key', async (alg) => {
  const signer = signers.get(alg)!;
  const expected = { jkt: await calculateJwkThumbprint(signer.jwk, 'sha256'), jti: 'one', iat: SECONDS, nonce: null };
  expect(await verifyDpopProof(await proof({}, {}, signer), REQUEST, NOW)).toEqual(expected);
});

test('the thumbprint is that of the example in RFC 9449 §6.1', async () => {
  const [x, y] = ['l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs', '9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA'];
  expect(await calculateJwkThumbprint({ kty: 'EC', crv: 'P-256', x, y })).toBe('0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I');
});

test('members of the jwk that say nothing of the key do not change its thumbprint', async () => {
  const { jkt } = await verifyDpopProof(await proof({}, { jwk: { ...ec.jwk, kid: 'phone', use: 'sig', alg: 'ES256' } }), REQUEST, NOW);
  expect(jkt).toBe(await calculateJwkThumbprint(ec.jwk));
});

test('the nonce is handed on', async () => {
  expect(await verifyDpopProof(await proof({ nonce: 'n' }), REQUEST, NOW)).toMatchObject({ nonce: 'n' });
});

describe('what a proof says', () => {
  test.each<[string, object, string, Partial<ProvenRequest>?]>([
    ['all that it should', {}, 'taken'],
    ['the method of another request', { htm: 'GET' }, 'proof_htm'],
    ['the method in small letters', { htm: 'post' }, 'proof_htm'],
    ['no method', { htm: undefined }, 'proof_htm'],
    ['no URL', { htu: undefined }, 'proof_htu'],
    ['a URL that is none', { htu: '/oidc/token' }, 'proof_htu'],
    ['a URL that is a number', { htu: 1 }, 'proof_htu'],
    ['another path', { htu: 'https://id.example/oidc/me' }, 'proof_htu'],
    ['the path with a slash after it', { htu: 'https://id.example/oidc/token/' }, 'proof_htu'],
    ['the path in capitals', { htu: 'https://id.example/OIDC/token' }, 'proof_htu'],
    ['the path with an escaped slash', { htu: 'https://id.example/oidc%2Ftoken' }, 'proof_htu'],
    ['another host', { htu: 'https://evil.example/oidc/token' }, 'proof_htu'],
    ['our host as a user name', { htu: 'https://id.example@evil.example/oidc/token' }, 'proof_htu'],
    ['a user name before our host', { htu: 'https://eve@id.example/oidc/token' }, 'proof_htu'],
    ['another port', { htu: 'https://id.example:8443/oidc/token' }, 'proof_htu'],
    ['another scheme', { htu: 'http://id.example/oidc/token' }, 'proof_htu'],
    ['the scheme and host in capitals', { htu: 'HTTPS://ID.Example/oidc/token' }, 'taken'],
    ['the default port', { htu: 'https://id.example:443/oidc/token' }, 'taken'],
    ['a path with dots', { htu: 'https://id.example/x/../oidc/./token' }, 'taken'],
    ['a letter escaped', { htu: 'https://id.example/oidc/%74oken' }, 'taken'],
    ['a query and a fragment', { htu: `${REQUEST.url}?a=b#c` }, 'taken'],
    ['an escape in other letters', { htu: 'https://id.example/%c3%a4' }, 'taken', { url: 'https://id.example/%C3%A4' }],
    ['no query, and the request has one', {}, 'taken', { url: `${REQUEST.url}?a=b` }],
    ['that it is 60 s old', { iat: SECONDS - 60 }, 'taken'],
    ['that it is 61 s old', { iat: SECONDS - 61 }, 'proof_iat'],
    ['that it was made in 5 s', { iat: SECONDS + 5 }, 'taken'],
    ['that it was made in 6 s', { iat: SECONDS + 6 }, 'proof_iat'],
    ['that it was made half a second ago', { iat: SECONDS - 0.5 }, 'taken'],
    ['its time in milliseconds', { iat: NOW.getTime() }, 'proof_iat'],
    ['its time as text', { iat: String(SECONDS) }, 'proof_malformed'],
    ['no time', { iat: undefined }, 'proof_malformed'],
    ['that it has expired', { exp: SECONDS - 6 }, 'proof_malformed'],
    ['no jti', { jti: undefined }, 'proof_malformed'],
    ['an empty jti', { jti: '' }, 'proof_malformed'],
    ['a jti that is a number', { jti: 1 }, 'proof_malformed'],
    ['a jti of 256 characters', { jti: 'x'.repeat(256) }, 'taken'],
    ['a jti of 257 characters', { jti: 'x'.repeat(257) }, 'proof_malformed'],
    ['a nonce that is a list', { nonce: ['n'] }, 'proof_malformed'],
    ['the hash of the access token', {}, 'taken', { accessToken: TOKEN }],
    ['the hash of another access token', {}, 'proof_ath', { accessToken: 'another' }],
    ['no hash, beside an access token', { ath: undefined }, 'proof_ath', { accessToken: TOKEN }],
    ['no hash, where there is no access token', { ath: undefined }, 'taken'],
  ])('%s', async (_, claims, expected, request) => {
    expect(await judge(await proof(claims), request)).toBe(expected);
  });
});

describe('how a proof is signed', () => {
  const secret = Buffer.alloc(32, 7);
  const oct = { kty: 'oct', k: secret.toString('base64url') };
  const swapped = async () => [(await proof()).split('.', 2).join('.'), (await proof({ jti: 'two' })).split('.')[2]].join('.');
  const headless = (header: object) => [base64url.encode(JSON.stringify(header)), base64url.encode(JSON.stringify(CLAIMS)), 'AAAA'].join('.');

  test.each<[string, () => string | Promise<string>, string]>([
    ['with the key of another', () => proof({}, { jwk: stranger.jwk }), 'proof_signature'],
    ['but with the signature of another proof', swapped, 'proof_signature'],
    ['with the signature cut off', async () => (await proof()).replace(/[^.]+$/, ''), 'proof_signature'],
    ['with the private key inside', () => proof({}, { jwk: ec.privateJwk }), 'proof_malformed'],
    ['with the private RSA key inside', () => proof({}, { jwk: rsa.privateJwk }, rsa), 'proof_malformed'],
    ['with an empty private member', () => proof({}, { jwk: { ...ec.jwk, d: '' } }), 'proof_malformed'],
    ['with a shared secret beside the public key', () => proof({}, { jwk: { ...ec.jwk, k: 'c2VjcmV0' } }), 'proof_malformed'],
    ['with a shared secret', () => new SignJWT(CLAIMS).setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt', jwk: oct }).sign(secret), 'proof_malformed'],
    ['with alg none', () => new UnsecuredJWT(CLAIMS).encode(), 'proof_malformed'],
    ['with alg none and a jwk', () => headless({ alg: 'none', typ: 'dpop+jwt', jwk: ec.jwk }), 'proof_malformed'],
    ['with an algorithm not on the list', () => proof({}, {}, signers.get('ES384')), 'proof_malformed'],
    ['without a jwk', () => proof({}, { jwk: undefined }), 'proof_malformed'],
    ['with a kid alone', () => proof({}, { jwk: undefined, kid: 'mine' }), 'proof_malformed'],
    ['with a jwk that is text', () => proof({}, { jwk: 'key' }), 'proof_malformed'],
    ['with an empty jwk', () => proof({}, { jwk: {} }), 'proof_malformed'],
    ['with a point off the curve', () => proof({}, { jwk: { ...ec.jwk, x: ec.jwk.y } }), 'proof_malformed'],
    ['with a key of another kind than its alg', () => proof({}, { jwk: rsa.jwk }), 'proof_malformed'],
    ['with RSA of 1024 bits', () => headless({ alg: 'RS256', typ: 'dpop+jwt', jwk: { ...rsa.jwk, n: rsa.jwk.n!.slice(0, 171) } }), 'proof_malformed'],
    ['as an ordinary JWT', () => proof({}, { typ: 'JWT' }), 'proof_malformed'],
    ['without a typ', () => proof({}, { typ: undefined }), 'proof_malformed'],
    ['with typ written in full', () => proof({}, { typ: 'application/dpop+jwt' }), 'taken'],
    ['with an extension that we must understand and do not', () => headless({ alg: 'ES256', typ: 'dpop+jwt', jwk: ec.jwk, crit: ['x'], x: 1 }), 'proof_malformed'],
  ])('%s', async (_, make, expected) => {
    expect(await judge(await make())).toBe(expected);
  });
});

describe('the header', () => {
  test.each<[string, () => string | Promise<string>, string]>([
    ['sent twice', async () => `${await proof()}, ${await proof({ jti: 'two' })}`, 'proof_repeated'],
    ['sent twice, once empty', async () => `${await proof()}, `, 'proof_repeated'],
    ['empty', () => '', 'proof_malformed'],
    ['that is no JWT', () => 'a.b.c', 'proof_malformed'],
    ['of dots', () => '....', 'proof_malformed'],
    ['with JSON that is none', () => `${base64url.encode('{')}.${base64url.encode('{}')}.AAAA`, 'proof_malformed'],
    ['of 4,097 characters', () => 'a'.repeat(4097), 'proof_too_large'],
    ['of an RSA key with 4096 bits', async () => proof({ jti: 'x'.repeat(36), nonce: 'n'.repeat(43) }, {}, await makeSigner('RS256', { modulusLength: 4096 })), 'taken'],
  ])('%s', async (_, make, expected) => {
    expect(await judge(await make())).toBe(expected);
  });
});
