import { expect, test } from 'vitest';
import { KEYS } from '../../../test/support/data.js';
import { loadSettings } from '../../config/load-settings.js';
import { plusSeconds } from '../../protocol/clock.js';
import { DpopNonce } from './dpop-nonce.js';

const NEW_KEY = Buffer.alloc(32, 9).toString('base64url');
const START = new Date('2026-05-01T12:00:00Z'); // a window begins here
const noncesWith = (tokenKeys: string) => new DpopNonce(loadSettings({ ...KEYS, DATABASE_URL: 'postgres://elsewhere', TOKEN_KEYS: tokenKeys }));
const nonces = noncesWith(KEYS.TOKEN_KEYS);
const nonce = nonces.current(START);

test.each([
  ['at once', 0, true],
  ['at the end of its window', 299, true],
  ['in the next window', 300, true],
  ['at the end of the next window', 599, true],
  ['in the window after that', 600, false],
  ['before it was made', -1, false],
])('a nonce shown %s', (_, seconds, expected) => {
  expect(nonces.isValid(nonce, plusSeconds(START, seconds))).toBe(expected);
});

test('a nonce stays the same for its window and fits a header', () => {
  expect(nonces.current(plusSeconds(START, 299.999))).toBe(nonce);
  expect(nonces.current(plusSeconds(START, 300))).not.toBe(nonce);
  expect(nonce).toMatch(/^[\w-]{43}$/);
});

test.each([
  ['nothing', ''],
  ['its beginning', nonce.slice(0, -1)],
  ['it and more', `${nonce}A`],
  ['it with another first letter', (nonce[0] === 'A' ? 'B' : 'A') + nonce.slice(1)],
  ['the number of the window', String(START.getTime() / 300_000)],
  ['10,000 characters', 'a'.repeat(10_000)],
  ['letters of many bytes', 'ä'.repeat(43)],
])('%s is no nonce', (_, text) => {
  expect(nonces.isValid(text, START)).toBe(false);
});

test('another replica with the same keys takes it, one with other keys does not', () => {
  expect(noncesWith(KEYS.TOKEN_KEYS).isValid(nonce, START)).toBe(true);
  expect(noncesWith(NEW_KEY).isValid(nonce, START)).toBe(false);
});

test('after a new key went in front, nonces of the old one are still good', () => {
  const later = noncesWith(`${NEW_KEY},${KEYS.TOKEN_KEYS}`);
  expect(later.current(START)).not.toBe(nonce);
  expect(later.isValid(nonce, START)).toBe(true);
  expect(later.isValid(later.current(START), START)).toBe(true);
});
