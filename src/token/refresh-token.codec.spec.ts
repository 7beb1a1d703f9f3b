import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadSettings } from '../config/load-settings.js';
import { RefreshTokenCodec } from './refresh-token.codec.js';

const [OLD_KEY, NEW_KEY] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];

function codecWith(...keys: string[]): RefreshTokenCodec {
  return new RefreshTokenCodec(loadSettings({ DATABASE_URL: 'postgres://db', TOKEN_KEYS: keys.join(), ENCRYPTION_KEYS: OLD_KEY }));
}

let codec: RefreshTokenCodec;
let family: Parameters<RefreshTokenCodec['encode']>[0];
let token: string;

beforeEach(() => {
  codec = codecWith(OLD_KEY);
  family = { grantId: uuidv7(), salt: randomBytes(32), tokenKeyId: codec.currentKeyId, generation: 0 };
  token = codec.encode(family);
});

describe('the refresh token as a string', () => {
  it('says its grant and generation, and is known as ours', () => {
    const presented = codec.parse(token)!;
    expect(presented).toMatchObject({ grantId: family.grantId, generation: 0 });
    expect(codec.isGenuine(presented, family)).toBe(true);
  });

  it('is opaque: the same length always, without the text of the grant id', () => {
    expect(token).toMatch(/^evgr_[\w-]{70}$/);
    expect(token).not.toContain(family.grantId.replaceAll('-', '').slice(0, 10));
  });

  it('is this very string in every release: a change would log everybody out', () => {
    const known = { grantId: '01234567-89ab-7cde-8f01-23456789abcd', salt: Buffer.alloc(32, 's'), generation: 258 };
    const release = codecWith(Buffer.alloc(32, 'k').toString('base64url'));
    const text = 'evgr_ASNFZ4mrfN6PASNFZ4mrzQAAAQLOYHV9B7YAcHtopOAZmOjPHTrLDh9FtUXSNonXb5waag';
    expect(release.encode({ ...known, tokenKeyId: release.currentKeyId })).toBe(text);
    expect(release.parse(text)).toEqual({ grantId: known.grantId, generation: 258, mac: expect.any(Buffer) });
  });

  it('is the same string at every encoding, and another for another generation, salt or grant', () => {
    expect(codec.encode(family)).toBe(token);
    const others = [{ generation: 1 }, { salt: randomBytes(32) }, { grantId: uuidv7() }];
    for (const other of others) expect(codec.encode({ ...family, ...other })).not.toBe(token);
  });

  it('is not genuine with another salt: a stolen key alone forges nothing', () => {
    expect(codec.isGenuine(codec.parse(token)!, { ...family, salt: randomBytes(32) })).toBe(false);
  });

  it('is not genuine under another key: a stolen dump alone redeems nothing', () => {
    expect(codecWith(NEW_KEY).isGenuine(codec.parse(token)!, family)).toBe(false);
  });

  it('is still genuine when its key is no longer the first', () => {
    const rotated = codecWith(NEW_KEY, OLD_KEY);
    expect(rotated.isGenuine(rotated.parse(token)!, family)).toBe(true);
    expect(rotated.encode(family)).toBe(token);
    expect(rotated.currentKeyId).not.toBe(family.tokenKeyId);
  });

  it('cannot be encoded once its key has left the ring', () => {
    expect(() => codecWith(NEW_KEY).encode(family)).toThrow(family.tokenKeyId);
  });

  it('is not genuine with any character changed', () => {
    for (let at = 5; at < token.length; at++) {
      const altered = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      const presented = codec.parse(altered);
      expect(presented !== null && codec.isGenuine(presented, family), altered).toBe(false);
    }
  });

  it.each<[what: string, spoil: (token: string) => string]>([
    ['nothing', () => ''],
    ['another prefix', (token) => token.replace('evgr_', 'evgx_')],
    ['one character less', (token) => token.slice(0, -1)],
    ['one character more', (token) => `${token}A`],
    ['10,000 characters', () => `evgr_${'A'.repeat(10_000)}`],
    ['padding', (token) => `${token.slice(0, -2)}==`],
    ['a character outside the alphabet', (token) => `${token.slice(0, -1)}é`],
    ['unused bits set in the last character', (token) => token.slice(0, -1) + otherSpelling(token.at(-1)!)],
  ])('is not parsed from %s', (_what, spoil) => {
    expect(codec.parse(spoil(token))).toBeNull();
  });
});

/** 52 bytes leave four unused bits in the last character: this one differs in them alone. */
function otherSpelling(last: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(last) ^ 1]!;
}
