import { expect, test } from 'vitest';
import { KEYS, WEB } from '../../test/support/data.js';
import { loadSettings } from '../config/load-settings.js';
import { ClientSecretHasher } from './client-secret.js';
import type { Client } from './client.entity.js';
import type { FormerClientSecret } from './former-client-secret.entity.js';

const NEW_KEY = Buffer.alloc(32, 9).toString('base64url');
const NOW = new Date();
const SECRET = WEB.client_secret!;
const hasherWith = (tokenKeys: string) => new ClientSecretHasher(loadSettings({ ...KEYS, DATABASE_URL: 'postgres://elsewhere', TOKEN_KEYS: tokenKeys }));

const hasher = hasherWith(KEYS.TOKEN_KEYS);
const client = { clientId: 'web', ...hasher.hash('web', SECRET), formerSecrets: [] as FormerClientSecret[] } as Client;

test.each([
  ['the right secret', client, SECRET, true],
  ['a secret with one letter more', client, `${SECRET}x`, false],
  ['a secret with one letter less', client, SECRET.slice(0, -1), false],
  ['no secret', client, '', false],
  ['the right secret of another client', { ...client, clientId: 'other' } as Client, SECRET, false],
  ['id and secret cut elsewhere', { ...client, clientId: `web\0${SECRET[0]}` } as Client, SECRET.slice(1), false],
  ['any secret for a public client', { clientId: 'native', clientSecretMac: null, clientSecretKeyId: null, formerSecrets: [] as FormerClientSecret[] } as Client, '', false],
])('%s', (_, whose, secret, expected) => {
  expect(hasher.matches(whose, secret, NOW)).toBe(expected);
});

test('after a new key went in front, old secrets still match and new ones are hashed with it', () => {
  const later = hasherWith(`${NEW_KEY},${KEYS.TOKEN_KEYS}`);
  expect(later.matches(client, SECRET, NOW)).toBe(true);
  const renewed = later.hash('web', SECRET);
  expect(renewed.clientSecretKeyId).not.toBe(client.clientSecretKeyId);
  expect(later.matches({ ...client, ...renewed } as Client, SECRET, NOW)).toBe(true);
  expect(hasher.matches({ ...client, ...renewed } as Client, SECRET, NOW)).toBe(false);
});

test('without the key that hashed it nothing matches', () => {
  expect(hasherWith(NEW_KEY).matches(client, SECRET, NOW)).toBe(false);
});

test('the secret is not in the row', () => {
  expect(client.clientSecretMac).toHaveLength(32);
  expect(client.clientSecretMac!.includes(SECRET.slice(0, 10))).toBe(false);
});
