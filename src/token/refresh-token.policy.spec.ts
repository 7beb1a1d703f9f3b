import { describe, expect, it } from 'vitest';
import { Account } from '../account/account.entity.js';
import type { Verdict } from '../audit/verdict.js';
import { Client } from '../client/client.entity.js';
import { plusSeconds } from '../protocol/clock.js';
import { Grant } from './grant.entity.js';
import { RefreshToken } from './refresh-token.entity.js';
import { isWorthNoting, judge, type RefreshFacts } from './refresh-token.policy.js';

const NOW = new Date('2026-05-01T12:00:00Z');
const EARLIER = new Date('2026-05-01T11:59:59Z');
const LATER = new Date('2026-05-01T12:00:01Z');
const LONG_AGO = new Date('2026-04-01T12:00:00Z');

const change = <T extends object>(row: T, changes: Partial<T>): T => Object.assign(Object.create(Object.getPrototypeOf(row)), row, changes);

const IDLE = 600;
const client: Client = Object.assign(new Client(), { clientId: 'app', disabledAt: null, rotation: 'reuse' as const, retryWindow: 30, refreshTokenIdleTtl: IDLE });
const rotating: Client = Object.assign(new Client(), client, { rotation: 'rotate' as const });
const confidential: Client = change(client, { rotation: null, tokenEndpointAuthMethod: 'client_secret_basic' });
const publicClient: Client = change(confidential, { tokenEndpointAuthMethod: 'none' });
const unused = { generation: 0, rotatedAt: null, rotateNextAt: null, frozenAt: null, frozenUntil: null, dpopJkt: null };
const family: RefreshToken = Object.assign(new RefreshToken(), { ...unused, issuedAt: LONG_AGO, expiresAt: LATER, revokedAt: null });
const grant: Grant = Object.assign(new Grant(), {
  ...{ clientId: 'app', scopes: ['openid', 'email', 'tokens:read'], resources: ['https://a.example/'] },
  ...{ authTime: LONG_AGO, createdAt: LONG_AGO, revokedAt: null },
});
const account: Account = Object.assign(new Account(), { roles: [], disabledAt: null, deletedAt: null, passwordChangedAt: null });
const world = { jkt: null, lastUsedAt: EARLIER, consentWithdrawnAt: null, hasSessionEnded: false, suspicion: null };
const sound: RefreshFacts = { client, family, grant, generation: 0, account, ...world, scopes: [], resources: [] };

/** The family after five rotations, the last of them so many seconds ago. */
const turned = (seconds: number): RefreshToken => change(family, { generation: 5, rotatedAt: plusSeconds(NOW, -seconds) });
/** The same after its successor was used under `reuse`. */
const settled = change(family, { generation: 5, rotatedAt: null });


const CASES: [what: string, facts: Partial<RefreshFacts>, verdict: Verdict][] = [
  ['all is well', {}, 'reused'],
  ['a part of the scope and of the resources is asked for', { scopes: ['email'], resources: ['https://a.example/'] }, 'reused'],
  ['we never made the token', { family: null, grant: null }, 'unknown'],
  ['the grant behind it is gone', { grant: null }, 'unknown'],
  ['a generation that never was', { generation: 1 }, 'unknown'],
  ['another client presents it', { client: change(client, { clientId: 'other' }) }, 'client_mismatch'],
  ['the client is disabled', { client: change(client, { disabledAt: EARLIER }) }, 'client_disabled'],
  ['the family was revoked', { family: change(family, { revokedAt: EARLIER }) }, 'revoked'],
  ['the grant was revoked', { grant: change(grant, { revokedAt: EARLIER }) }, 'grant_revoked'],
  ['one second before its expiry', { family: change(family, { expiresAt: LATER }) }, 'reused'],
  ['at the moment of its expiry', { family: change(family, { expiresAt: NOW }) }, 'expired'],
  ['one second before its idle expiry', { lastUsedAt: plusSeconds(NOW, 1 - IDLE) }, 'reused'],
  ['at the moment of its idle expiry', { lastUsedAt: plusSeconds(NOW, -IDLE) }, 'idle'],
  ['never used, and idle since its issue', { lastUsedAt: null }, 'idle'],
  ['idle for long, without an idle lifetime', { lastUsedAt: null, client: change(client, { refreshTokenIdleTtl: null }) }, 'reused'],
  ['the account is gone', { account: null }, 'account_disabled'],
  ['the account is disabled', { account: change(account, { disabledAt: EARLIER }) }, 'account_disabled'],
  ['the account is deleted', { account: change(account, { deletedAt: EARLIER }) }, 'account_disabled'],
  ['the password was changed after the login', { account: change(account, { passwordChangedAt: EARLIER }) }, 'grant_revoked'],
  ['the password was changed before the login', { account: change(account, { passwordChangedAt: plusSeconds(LONG_AGO, -1) }) }, 'reused'],
  ['the consent was withdrawn', { consentWithdrawnAt: EARLIER }, 'grant_revoked'],
  ['the consent was withdrawn in the moment of the grant', { consentWithdrawnAt: LONG_AGO }, 'grant_revoked'],
  ['no consent was withdrawn, however old the grant', { grant: change(grant, { createdAt: new Date(0) }) }, 'reused'],
  ['an earlier consent was withdrawn', { consentWithdrawnAt: plusSeconds(LONG_AGO, -1) }, 'reused'],
  ['the login session is over, for a family that ends with it', { hasSessionEnded: true }, 'session_ended'],
  ['the family is frozen', { family: change(family, { frozenAt: EARLIER }) }, 'frozen'],
  ['the family is frozen, in the last second before its end', { family: change(family, { frozenAt: LONG_AGO, frozenUntil: LATER }) }, 'frozen'],
  ['the family was frozen, at the end', { family: change(family, { frozenAt: LONG_AGO, frozenUntil: NOW }) }, 'reused'],
  ['an end without a freeze', { family: change(family, { frozenUntil: LATER }) }, 'reused'],
  ['suspected, and the client freezes', { suspicion: 'interleaving', client: change(client, { theftAction: 'freeze' as const }) }, 'frozen'],
  ['suspected, and the client rotates at the next', { suspicion: 'interleaving', client: change(client, { theftAction: 'rotate' as const }) }, 'reused'],
  ['more scope is asked for', { scopes: ['email', 'phone'] }, 'scope_exceeded'],
  ['a scope that no role gives any more is asked for', { scopes: ['tokens:read'] }, 'scope_exceeded'],
  ['a scope that a role gives is asked for', { scopes: ['tokens:read'], account: change(account, { roles: ['support'] }) }, 'reused'],
  ['another resource is asked for', { resources: ['https://b.example/'] }, 'target_exceeded'],
  ['bound to a key, and no proof', { family: change(family, { dpopJkt: 'key' }) }, 'proof_missing'],
  ['bound to a key, and another proved', { family: change(family, { dpopJkt: 'key' }), jkt: 'other' }, 'key_mismatch'],
  ['bound to a key, and that one proved', { family: change(family, { dpopJkt: 'key' }), jkt: 'key' }, 'reused'],

  ['rotate: the current token', { client: rotating }, 'rotated'],
  ['reuse: one rotation was ordered', { family: change(family, { rotateNextAt: EARLIER }) }, 'rotated'],
  ['rotate: the token spent a moment ago', { client: rotating, family: turned(0), generation: 4 }, 'retried'],
  ['rotate: in the last second of the window', { client: rotating, family: turned(29), generation: 4 }, 'retried'],
  ['rotate: when the window is over', { client: rotating, family: turned(30), generation: 4 }, 'replayed'],
  ['rotate: without a window', { client: change(rotating, { retryWindow: 0 }), family: turned(0), generation: 4 }, 'replayed'],
  ['rotate: two generations old, inside the window', { client: rotating, family: turned(0), generation: 3 }, 'replayed'],
  ['rotate: the very first generation', { client: rotating, family: turned(0) }, 'replayed'],
  ['rotate: a spent token after the successor was used', { client: rotating, family: settled, generation: 4 }, 'replayed'],
  ['by default: a confidential client', { client: confidential }, 'reused'],
  ['by default: a public client', { client: publicClient }, 'rotated'],
  ['by default: a public client with a key', { client: publicClient, family: change(family, { dpopJkt: 'key' }), jkt: 'key' }, 'reused'],
  ['rotate: a confidential client with a key', { client: change(confidential, { rotation: 'rotate' }), family: change(family, { dpopJkt: 'key' }), jkt: 'key' }, 'rotated'],
  ['reuse: a public client', { client: change(publicClient, { rotation: 'reuse' }) }, 'reused'],
  ['a change to reuse: the current token', { family: turned(0), generation: 5 }, 'reused'],
  ['a change to reuse: the token spent just before it', { family: turned(0), generation: 4 }, 'retried'],
  ['a change to reuse: a spent token', { family: turned(31), generation: 4 }, 'replayed'],
  ['a spent token of another key', { client: rotating, family: change(turned(99), { dpopJkt: 'key' }), jkt: 'other', generation: 4 }, 'key_mismatch'],
  ['a spent token from another client', { client: change(rotating, { clientId: 'other' }), family: turned(99), generation: 4 }, 'client_mismatch'],
  ['a spent token of a family that has ended', { client: rotating, family: change(turned(99), { revokedAt: EARLIER }), generation: 4 }, 'revoked'],
  ['a spent token of a frozen family', { client: rotating, family: change(turned(99), { frozenAt: EARLIER }), generation: 4 }, 'replayed'],
  ['a retry that asks for more scope', { client: rotating, family: turned(0), generation: 4, scopes: ['phone'] }, 'scope_exceeded'],
  ['a retry after the absolute expiry', { client: rotating, family: change(turned(0), { expiresAt: NOW }), generation: 4 }, 'expired'],
];

describe('judge', () => {
  it.each(CASES)('%s', (_what, facts, verdict) => {
    expect(judge({ ...sound, ...facts }, NOW)).toBe(verdict);
  });

  it('tells another client nothing but that the token is not its own', () => {
    const everythingElseWrong = { family: change(family, { revokedAt: EARLIER, expiresAt: EARLIER }), account: null, scopes: ['phone'] };
    expect(judge({ ...sound, ...everythingElseWrong, client: change(client, { clientId: 'other' }) }, NOW)).toBe('client_mismatch');
  });
});

describe('a reuse is written to the row', () => {
  it.each<[string, Partial<RefreshToken>, number | null, boolean]>([
    ['not when it was used lately', { lastUsedAt: EARLIER }, IDLE, false],
    ['after a tenth of the idle lifetime', { lastUsedAt: plusSeconds(NOW, -IDLE / 10) }, IDLE, true],
    ['not a second before', { lastUsedAt: plusSeconds(NOW, 1 - IDLE / 10) }, IDLE, false],
    ['at the first use in a day of its life', { issuedAt: plusSeconds(NOW, -5 * 86_400), lastUsedAt: EARLIER }, null, true],
    ['not at a later one', { issuedAt: plusSeconds(NOW, -5 * 86_400), lastUsedAt: NOW }, null, false],
    ['not in the last second of the day', { issuedAt: plusSeconds(NOW, 1 - 86_400), lastUsedAt: null }, null, false],
    ['after a day without a use', { issuedAt: plusSeconds(NOW, -86_400), lastUsedAt: null }, null, true],
    ['at the first use long after the issue', { lastUsedAt: null }, IDLE, true],
    ['when it closes the window for retries', { lastUsedAt: EARLIER, rotatedAt: EARLIER }, IDLE, true],
  ])('%s', (_when, changes, idleTtl, expected) => {
    expect(isWorthNoting(change(family, { issuedAt: plusSeconds(LONG_AGO, -3600), ...changes }), idleTtl, NOW)).toBe(expected);
  });
});
