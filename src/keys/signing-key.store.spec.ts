import { calculateJwkThumbprint } from 'jose';
import { expect, test } from 'vitest';
import { KEYS } from '../../test/support/data.js';
import { openDataSource } from '../../test/support/database.js';
import { keysOf } from '../../test/support/keys.js';
import { TestClock } from '../../test/support/test.clock.js';
import { ConfigError } from '../config/config.error.js';
import { JwksController } from './jwks.controller.js';
import { SigningKey } from './signing-key.entity.js';
import { SIGNING_ALGS } from './signing-key.policy.js';

const dataSource = await openDataSource([SigningKey]);
const clock = new TestClock();
const replicaWith = (ring: string) => keysOf(dataSource, clock, { ENCRYPTION_KEYS: ring });
/** As the signer does at a start. */
async function start(ring: string = KEYS.ENCRYPTION_KEYS) {
  const { signer, known } = replicaWith(ring);
  await signer.onModuleInit();
  return Promise.all(SIGNING_ALGS.map((alg) => known.getSigner(alg)));
}
const [mine, theirs] = await Promise.all([start(), start()]);
const rows = await dataSource.getRepository(SigningKey).find({ order: { alg: 'ASC' } });

const OTHER_KEY = Buffer.alloc(32, 9).toString('base64url');

test('two replicas that start at once make one key for each algorithm and share it', () => {
  expect(rows.map(({ alg }) => alg)).toEqual(['ES256', 'EdDSA', 'RS256']);
  expect(mine!.map(({ kid }) => kid)).toEqual(theirs!.map(({ kid }) => kid));
});

test('a later start makes no other', async () => {
  expect((await start()).map(({ kid }) => kid)).toEqual(mine!.map(({ kid }) => kid));
});

test('a database that an earlier release left without one of them gets it, and keeps the others', async () => {
  const elder = rows.filter(({ alg }) => alg !== 'EdDSA').map(({ kid }) => kid);
  await dataSource.getRepository(SigningKey).delete({ alg: 'EdDSA' });
  const now = await start();
  expect(now.map(({ alg }) => alg)).toEqual(['RS256', 'ES256', 'EdDSA']);
  expect(now.map(({ kid }) => kid)).toEqual(expect.arrayContaining(elder));
  await dataSource.getRepository(SigningKey).delete({ alg: 'EdDSA' });
  await dataSource.getRepository(SigningKey).insert(rows.filter(({ alg }) => alg === 'EdDSA'));
});

test('the kid is the RFC 7638 thumbprint', async () => {
  for (const { kid, publicJwk } of rows) expect(kid).toBe(await calculateJwkThumbprint(publicJwk, 'sha256'));
});

test('the JWKS says what each key is for and has no private member', async () => {
  const { keys } = await new JwksController(replicaWith(KEYS.ENCRYPTION_KEYS).store, clock).jwks();
  const members = Object.fromEntries(keys.map((key) => [key.alg, Object.keys(key).sort()]));
  expect(members).toEqual({
    ES256: ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
    EdDSA: ['alg', 'crv', 'kid', 'kty', 'use', 'x'],
    RS256: ['alg', 'e', 'kid', 'kty', 'n', 'use'],
  });
});

test('the private halves are not in the rows', () => {
  const dump = Buffer.concat(rows.flatMap(({ privateKey, publicJwk }) => [privateKey!, Buffer.from(JSON.stringify(publicJwk))]));
  for (const { alg, key } of mine!) {
    const { d } = key.export({ format: 'jwk' });
    const secret = Buffer.from(d!, 'base64url');
    expect(dump.includes(secret.subarray(0, 16)), alg).toBe(false);
    expect(dump.includes(d!.slice(0, 16)), alg).toBe(false);
  }
});

test('a ring that gained a key in front still opens them', async () => {
  const opened = await start(`${OTHER_KEY},${KEYS.ENCRYPTION_KEYS}`);
  expect(opened.map(({ kid }) => kid)).toEqual(mine!.map(({ kid }) => kid));
});

test('a ring without the key is refused in words that help', async () => {
  const attempt = start(OTHER_KEY);
  await expect(attempt).rejects.toThrow(ConfigError);
  await expect(attempt).rejects.toThrow(new RegExp(`ENCRYPTION_KEYS lacks the key ${rows[0]!.encryptionKeyId}`));
});
