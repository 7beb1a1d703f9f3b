import { describe, expect, it } from 'vitest';
import { randomSecret } from '../protocol/secret.js';
import { formatSessionCookie, parseSessionCookie } from './session-cookie.js';

const SESSION = { accountId: 'zoë', sessionId: '01a20af4-2174-73ec-9adf-fa39cab9ef55' };

describe('a session cookie', () => {
  it('reads as it was written', () => {
    const secret = randomSecret();
    expect(parseSessionCookie(formatSessionCookie(SESSION, secret))).toEqual({ ...SESSION, secret });
  });

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['one without an account', Buffer.alloc(48).toString('base64url')],
    ['one whose account holds NUL', Buffer.alloc(50).toString('base64url')],
    ['one whose account is not UTF-8', Buffer.alloc(50, 0xff).toString('base64url')],
    ['one in another alphabet', `${Buffer.alloc(50, 0x41).toString('base64url')}=`],
  ])('%s is not ours', (_, value) => {
    expect(parseSessionCookie(value)).toBeNull();
  });
});
