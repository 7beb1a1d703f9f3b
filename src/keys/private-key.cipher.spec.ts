import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { KeyRing } from '../config/key-ring.js';
import { decryptPrivateKey, encryptPrivateKey } from './private-key.cipher.js';

const [key, other] = [1, 2].map((byte) => KeyRing.parse(Buffer.alloc(32, byte).toString('base64url')).current);
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const sealed = encryptPrivateKey(privateKey, 'kid-1', key!);

test('what was sealed opens', () => {
  expect(decryptPrivateKey(sealed, 'kid-1', key!).equals(privateKey)).toBe(true);
});

test('no two sealings are alike', () => {
  expect(encryptPrivateKey(privateKey, 'kid-1', key!)).not.toEqual(sealed);
});

test.each([
  ['another key', () => decryptPrivateKey(sealed, 'kid-1', other!)],
  ['the row of another kid', () => decryptPrivateKey(sealed, 'kid-2', key!)],
  ['a flipped bit', () => decryptPrivateKey(Buffer.from(sealed.map((byte, index) => (index === 40 ? byte ^ 1 : byte))), 'kid-1', key!)],
  ['a missing end', () => decryptPrivateKey(sealed.subarray(0, -1), 'kid-1', key!)],
])('%s opens nothing', (_, open) => {
  expect(open).toThrow();
});
