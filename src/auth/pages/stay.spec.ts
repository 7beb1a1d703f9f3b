import { expect, test } from 'vitest';
import { speak } from './language.js';
import { stayOf } from './stay.js';

const client = { grantTypes: ['authorization_code', 'refresh_token'], withoutOfflineAccess: false, endsAtLogout: false, refreshTokenTtl: 30 * 86_400, refreshTokenIdleTtl: null };
const OFFLINE = ['openid', 'offline_access'];

test.each([
  ['an offline one', client, OFFLINE, 'stays'],
  ['an offline one that idles', { ...client, refreshTokenIdleTtl: 86_400 }, OFFLINE, 'staysUnused'],
  ['an offline one that ends at logout', { ...client, endsAtLogout: true }, OFFLINE, 'untilSignOutOr'],
  ['one that is kept without being asked', { ...client, withoutOfflineAccess: true }, ['openid'], 'untilSignOutOr'],
  ['one without a refresh token', client, ['openid'], 'notKept'],
  ['one that may not refresh', { ...client, grantTypes: ['authorization_code'] }, OFFLINE, 'notKept'],
] as const)('%s', (_, application, scopes, text) => {
  expect(stayOf(application as typeof client, scopes, speak('en', undefined)).text).toBe(text);
});

test('durations are said in words', () => {
  expect(stayOf({ ...client, refreshTokenIdleTtl: 7200 }, OFFLINE, speak('en', undefined)).values).toEqual({ ttl: '30 days', idle: '2 hours' });
});
