import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { KEYS } from '../../../test/support/data.js';
import { openDataSource } from '../../../test/support/database.js';
import { TestClock } from '../../../test/support/test.clock.js';
import { loadSettings } from '../../config/load-settings.js';
import { toSeconds } from '../../protocol/clock.js';
import { DpopNonce } from './dpop-nonce.js';
import { DpopProof } from './dpop-proof.entity.js';
import { DpopProofStore } from './dpop-proof.store.js';
import { DpopVerifier } from './dpop.verifier.js';

const dataSource = await openDataSource([DpopProof]);
const clock = new TestClock();
const { privateKey, publicKey } = await generateKeyPair('ES256');
const jwk = await exportJWK(publicKey);
const jkt = await calculateJwkThumbprint(jwk);
const rows = dataSource.getRepository(DpopProof);
const TOKEN_ENDPOINT = { method: 'POST', url: 'https://id.example/oidc/token' };

function verifierWith(DPOP_NONCE: string): DpopVerifier {
  const settings = loadSettings({ ...KEYS, DATABASE_URL: 'postgres://elsewhere', DPOP_NONCE });
  return new DpopVerifier(settings, new DpopNonce(settings), new DpopProofStore(dataSource));
}

const proof = (claims: object = {}): Promise<string> =>
  new SignJWT({ htm: 'POST', htu: TOKEN_ENDPOINT.url, iat: toSeconds(clock.now()), jti: 'one', ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
    .sign(privateKey);

/** What became of the proof: the thumbprint, or the error's code and private reason. */
const judge = (verifier: DpopVerifier, header: string | string[] | undefined): Promise<string | null> =>
  verifier.verify({ ...TOKEN_ENDPOINT, header }, clock.now()).then(
    (proven) => proven && proven.jkt,
    ({ code, reason }) => `${code} ${reason}`,
  );

beforeEach(() => rows.deleteAll());

describe('without nonces', () => {
  const verifier = verifierWith('off');

  test('no header proves no key', async () => {
    expect(await judge(verifier, undefined)).toBeNull();
    expect(await rows.count()).toBe(0);
  });

  test('a proof gives its key, once', async () => {
    const header = await proof();
    expect(await judge(verifier, header)).toBe(jkt);
    expect(await judge(verifierWith('off'), header)).toBe('invalid_dpop_proof proof_replayed');
    expect(await judge(verifier, await proof({ jti: 'two' }))).toBe(jkt);
  });

  test('two headers are refused, however they come', async () => {
    const both = [await proof(), await proof({ jti: 'two' })];
    expect(await judge(verifier, both)).toBe('invalid_dpop_proof proof_repeated');
    expect(await judge(verifier, both.join(', '))).toBe('invalid_dpop_proof proof_repeated');
  });

  test('a proof that is refused is not used', async () => {
    expect(await judge(verifier, await proof({ htm: 'GET' }))).toBe('invalid_dpop_proof proof_htm');
    expect(await judge(verifier, await proof())).toBe(jkt);
  });

  test('there is no nonce to send, and one that comes is not looked at', async () => {
    expect(verifier.nonce(clock.now())).toBeNull();
    expect(await judge(verifier, await proof({ nonce: 'made up' }))).toBe(jkt);
  });
});

describe('with nonces', () => {
  const verifier = verifierWith('required');

  test('the nonce that comes with the refusal makes the second attempt good', async () => {
    expect(await judge(verifier, await proof())).toBe('use_dpop_nonce proof_nonce');
    expect(await judge(verifier, await proof({ nonce: verifier.nonce(clock.now()) }))).toBe(jkt);
  });

  test('the refusal leaves the proof unused, as the same jti shows', async () => {
    await judge(verifier, await proof({ nonce: 'made up' }));
    expect(await rows.count()).toBe(0);
  });

  test.each([
    ['five minutes old', 300, (key: string) => key],
    ['ten minutes old', 600, () => 'use_dpop_nonce proof_nonce'],
  ])('a nonce %s', async (_, seconds, expected) => {
    const nonce = verifier.nonce(clock.now());
    clock.advance(seconds);
    expect(await judge(verifier, await proof({ nonce }))).toBe(expected(jkt));
  });

  test('a proof with the nonce is still good only once', async () => {
    const header = await proof({ nonce: verifier.nonce(clock.now()) });
    expect([await judge(verifier, header), await judge(verifier, header)]).toEqual([jkt, 'invalid_dpop_proof proof_replayed']);
  });

  test('who proves nothing is asked for no nonce', async () => {
    expect(await judge(verifier, undefined)).toBeNull();
  });
});

test('at a resource the proof must be for the access token', async () => {
  const ath = 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo'; // RFC 9449 §7.1
  const accessToken = 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU';
  const ask = async (claims: object) => verifierWith('off').verify({ ...TOKEN_ENDPOINT, accessToken, header: await proof(claims) }, clock.now());
  await expect(ask({})).rejects.toMatchObject({ code: 'invalid_dpop_proof', reason: 'proof_ath' });
  expect(await ask({ ath })).toEqual({ jkt });
});

test.each(['on', 'true', 'REQUIRED', 'constructor'])('DPOP_NONCE may not be %s', (text) => {
  expect(() => verifierWith(text)).toThrow('DPOP_NONCE must be off or required');
});
