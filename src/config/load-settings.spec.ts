import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError } from './config.error.js';
import { loadSettings } from './load-settings.js';

const folder = mkdtempSync(join(tmpdir(), 'evergrant-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const KEY = Buffer.alloc(32, 7).toString('base64url');
const EXTERNAL = { DATABASE_URL: 'postgres://db.example/evergrant', TOKEN_KEYS: KEY, ENCRYPTION_KEYS: KEY };

/** The faults that the environment is refused with; none when it is taken. */
function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadSettings({ ...EXTERNAL, ...environment });
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).faults;
  }
}

test('defaults suffice with a database and its keys', () => {
  const settings = loadSettings(EXTERNAL);
  expect(settings).toMatchObject({ port: 3000, host: '127.0.0.1', publicUrl: 'http://localhost:3000', logLevel: 'info', trustProxy: [], refreshRateLimit: 600, clientRefreshRateLimit: 0 });
  expect(settings.issuer).toBe('http://localhost:3000/oidc');
  expect(settings.isSecure).toBe(false);
  expect(Object.isFrozen(settings)).toBe(true);
});

test('every fault is named at once, by its variable, without what was written there', () => {
  const environment = { PORT: '70000', PUBLIC_URL: 'http://id.example', DATABASE_URL: 'mysql://u:hunter2@db', TOKEN_KEYS: 'c2hvcnQ', LOG_LEVEL: 'loud', TRUST_PROXY: '10.0.0.0/99' };
  const faults = faultsOf(environment);
  expect(faults.map((fault) => fault.split(' ')[0]).sort()).toEqual(Object.keys(environment).sort());
  expect(faults.join()).not.toMatch(/hunter2|c2hvcnQ/);
});

describe.each([
  ['PORT', ['1', '3000', '65535'], ['0', '-1', '65536', '3.5', 'http', '0x']],
  ['WORKERS', ['1', '128'], ['0', '1.5', '129', 'all']],
  ['PUBLIC_URL', ['https://id.example', 'https://id.example/', 'http://localhost:3000', 'http://127.0.0.1:1', 'http://127.9.9.9', 'http://[::1]:3000'],
    ['https://id.example/auth', 'http://id.example', 'http://localhost.example', 'http://127.0.0.1.example', 'ftp://localhost', 'id.example', 'https://id.example?a=b', 'https://id.example#a', 'https://u:p@id.example']],
  ['DATABASE_URL', ['postgres://a', 'postgresql://u:p@h:5432/d'], ['mysql://a', 'postgres://', 'a']],
  ['DATABASE_OWNER_URL', ['postgres://a'], ['a']],
  ['TOKEN_KEYS', [KEY, `${KEY}, ${Buffer.alloc(33, 8).toString('base64')}`], ['short', `${KEY},`, `${KEY},${KEY}`, 'ä'.repeat(50)]],
  ['ENCRYPTION_KEYS', [KEY], ['AAAA']],
  ['LOG_LEVEL', ['silent', 'debug'], ['loud', 'INFO']],
  ['TRUST_PROXY', ['10.0.0.1', '10.0.0.0/8, fd00::/8'], ['proxy.example', '10.0.0.0/33', '::/129', '0.0.0.0/0', '10.0.0.0/8/8', '10.0.0.1/']],
  ['MAX_CONCURRENT_REQUESTS', ['1', '100000'], ['0', '-1', '1.5', 'many']],
  ['REFRESH_RATE_LIMIT', ['0', '1', '600000'], ['-1', '1.5', 'many']],
  ['LEDGER_WEBHOOK_SECRET', ['a secret of thirty-two characters'], ['short']],
  ['LEDGER_SYSLOG', ['tls://logs.example:6514', 'tls://[2001:db8::1]', 'tcp://localhost:601'], ['tcp://logs.example:601', 'udp://localhost:514', 'tls://user:pass@logs.example', 'logs.example']],
  ['LEDGER_RETENTION_DAYS', ['0', '1', '400'], ['-1', '1.5', 'all']],
  ['SIGNING_KEY_ROTATION_DAYS', ['0', '1', '90', '3650'], ['-1', '1.5', 'never', '3651']],
  ['CLIENT_REFRESH_RATE_LIMIT', ['0', '1'], ['-1', 'none']],
])('%s', (name, good, bad) => {
  test.each(good)('may be %s', (value) => expect(faultsOf({ [name]: value })).toEqual([]));
  test.each(bad)('may not be %s', (value) => expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} `))]));
});

test('DATABASE_URL demands both key rings and says how to make one', () => {
  const faults = faultsOf({ TOKEN_KEYS: '', ENCRYPTION_KEYS: '' });
  expect(faults).toEqual([expect.stringMatching(/^TOKEN_KEYS is required .*openssl rand/), expect.stringMatching(/^ENCRYPTION_KEYS is required .*openssl rand/)]);
});

test.each([
  ['https://logs.example/ledger?of=us', 'a secret of thirty-two characters', []],
  ['http://127.0.0.1:8080/', 'a secret of thirty-two characters', []],
  ['https://logs.example/', '', [expect.stringMatching(/^LEDGER_WEBHOOK_SECRET .* required/)]],
  ['http://logs.example/', 'a secret of thirty-two characters', [expect.stringMatching(/^LEDGER_WEBHOOK_URL /)]],
  ['https://user:pass@logs.example/', 'a secret of thirty-two characters', [expect.stringMatching(/^LEDGER_WEBHOOK_URL .* without credentials/)]],
])('the ledger may be posted to %s with the secret “%s”, or not', (url, secret, faults) => {
  expect(faultsOf({ LEDGER_WEBHOOK_URL: url, LEDGER_WEBHOOK_SECRET: secret })).toEqual(faults);
});

describe('a setting from a file, as Docker secrets come', () => {
  const file = join(folder, 'secret');
  writeFileSync(file, `${KEY}\n`);

  test('is read without its line end', () => {
    expect(loadSettings({ ...EXTERNAL, TOKEN_KEYS: undefined, TOKEN_KEYS_FILE: file }).tokenKeys).toBe(KEY);
  });

  test('stands in nobody else’s way: both at once is a fault', () => {
    expect(faultsOf({ TOKEN_KEYS_FILE: file })).toEqual(['TOKEN_KEYS and TOKEN_KEYS_FILE are both set; keep one']);
  });

  test('must be there', () => {
    expect(faultsOf({ LOG_LEVEL_FILE: join(folder, 'nowhere') })).toEqual([expect.stringMatching(/^LOG_LEVEL_FILE cannot be read: ENOENT/)]);
  });
});

test('without DATABASE_URL the keys are made once, and only their owner may read them', () => {
  const dataDir = join(folder, 'data');
  const first = loadSettings({ DATA_DIR: dataDir });
  expect(loadSettings({ DATA_DIR: dataDir })).toEqual(first);
  expect(first.tokenKeys).not.toBe(first.encryptionKeys);
  for (const [name, key] of [['token-keys', first.tokenKeys], ['encryption-keys', first.encryptionKeys]] as const) {
    expect(readFileSync(join(dataDir, name), 'utf8').trim()).toBe(key);
    expect((statSync(join(dataDir, name)).mode & 0o777).toString(8)).toBe('600');
  }
});
