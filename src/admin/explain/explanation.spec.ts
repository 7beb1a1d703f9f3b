import { describe, expect, it } from 'vitest';
import { ADMIN_ACTIONS } from '../../audit/admin-action.js';
import type { Incident } from '../../audit/incident.store.js';
import { REFUSALS, SUCCESSES } from '../../audit/verdict.js';
import { plusSeconds } from '../../protocol/clock.js';
import type { FamilyProvenance, Provenance } from '../../token/listing/provenance.store.js';
import type { Case, ShortLived } from './case.js';
import { explain, happened } from './explanation.js';

const NOW = new Date('2026-11-24T12:00:00Z');
const ago = (seconds: number) => plusSeconds(NOW, -seconds);

const family = (changes: Partial<FamilyProvenance> = {}): FamilyProvenance => ({
  ...{ status: 'live', generation: 5, expiresAt: plusSeconds(NOW, 86_400), idleExpiresAt: null, lastUsedAt: ago(60), retriableUntil: null },
  ...{ frozenAt: null, frozenUntil: null, frozenReason: null, ...changes },
});

const provenance = (changes: Partial<Provenance> = {}): Provenance => ({
  ...{ grantId: '0199e2a4-7c1e-7d52-9b0a-3f1c5d7e9a11', scopes: ['openid'], resources: [], acr: '1', amr: ['pwd'], authTime: ago(7200), createdAt: ago(7190) },
  ...{ ip: '203.0.113.1', userAgent: 'Server/1', accessTokenJti: 'first', accessTokenExpiresAt: ago(3590), revokedAt: null, revokedReason: null, consentWithdrawnAt: null },
  family: family(),
  session: { sessionId: 's', isKept: true, createdAt: ago(7200), authTime: ago(7200), expiresAt: plusSeconds(NOW, 86_400), endedAt: null, ip: '203.0.113.2', userAgent: 'Firefox/140' },
  account: { accountId: 'a1', username: 'alice', isGone: false, disabledAt: null, deletedAt: null, passwordChangedAt: null },
  client: { clientId: 'web', clientName: 'Example Web', disabledAt: null },
  ...changes,
});

const use = (what: string, at: Date, changes: Partial<Incident> = {}): Incident => ({
  ...{ kind: 'use', id: what, at, what, reason: null, ip: '203.0.113.9', userAgent: 'Firefox/140', requestId: 'r1', clientId: 'web', grantId: 'g', generation: 3 },
  ...{ accessTokenJti: null, accessTokenExpiresAt: null, actor: null, targetKind: null, targetId: null, ticket: null, ...changes },
});
const act = (what: string, at: Date, changes: Partial<Incident> = {}): Incident =>
  use(what, at, { kind: 'act', clientId: 'console', actor: 'a9', reason: 'stolen laptop', ticket: 'SEC-1', targetKind: 'token', generation: null, ...changes });

const facts = (changes: Partial<Case> = {}): Case => ({
  ...{ now: NOW, kind: 'refresh_token', finding: 'genuine', issuer: null, generation: 5, provenance: provenance(), shortLived: null, incident: null },
  ...{ history: [], rotation: null, fatalUse: null, replayedRotation: null, names: new Map([['a9', 'ada']]), ...changes },
});

const over = (status: FamilyProvenance['status'], changes: Partial<Provenance> = {}, ofFamily: Partial<FamilyProvenance> = {}) =>
  facts({ provenance: provenance({ family: family({ status, ...ofFamily }), ...changes }) });
const { account, client, session } = provenance();

describe('why it does not work, and what to do', () => {
  const replayed = { fatalUse: use('replayed', ago(60), { ip: '198.51.100.7', userAgent: 'curl/8' }), replayedRotation: use('rotated', ago(600)) };
  it.each<[string, Case, string, RegExp]>([
    ['replayed', { ...over('replayed', { revokedAt: ago(60), revokedReason: 'token_replayed' }), ...replayed }, 'refused at 2026-11-24 11:59:00 UTC from 198.51.100.7 (“curl/8”) with `replayed`: generation 3 had been spent at 2026-11-24 11:50:00 UTC from 203.0.113.9 (“Firefox/140”); the family was ended at that moment', /if the two agents .* are not both theirs/],
    ['replayed, of which the ledger no longer tells', over('replayed', { revokedAt: ago(60), revokedReason: 'token_replayed' }), 'no longer tells by whom', /second device/],
    ['revoked by an administrator', { ...over('revoked', { revokedAt: ago(60), revokedReason: 'admin' }), history: [act('token.freeze', ago(61)), act('token.revoke', ago(60))] }, 'revoked at 2026-11-24 11:59:00 UTC by ada by way of console (reason: stolen laptop, ticket SEC-1)', /unless the reason says/],
    ['revoked by a program without a ticket', { ...over('revoked', { revokedAt: ago(60), revokedReason: 'admin' }), history: [act('token.revoke', ago(60), { actor: 'robot', clientId: 'robot', ticket: null })] }, 'by the program robot (reason: stolen laptop)', /log in again/],
    ['revoked by whom nobody knows', { ...over('revoked', { revokedAt: ago(60), revokedReason: 'admin' }), history: [act('token.revoke', ago(600))] }, 'by an administrator, of whom the ledger tells no more', /log in again/],
    ['revoked by its application', over('revoked', { revokedAt: ago(60), revokedReason: 'client_request' }), 'its application revoked it itself', /log in again/],
    ['ended with its application', { ...over('revoked', { revokedAt: ago(60), revokedReason: 'client_deleted' }), history: [act('client.delete', ago(60))] }, 'its application was deleted at 2026-11-24 11:59:00 UTC by ada', /no longer known/],
    ['ended by a code used twice', over('ended', { revokedAt: ago(60), revokedReason: 'code_replayed' }), 'device code that it came from was used a second time', /reads the redirects/],
    ['ended for there were too many', { ...over('revoked', { revokedAt: ago(60), revokedReason: 'max_live_tokens' }), fatalUse: use('revoked', ago(60)) }, 'this was the oldest', /allow more/],
    ['ended by a new password', { ...over('ended', { account: { ...account, passwordChangedAt: ago(60) } }), history: [act('account.reset_password', ago(60))] }, 'password was changed at 2026-11-24 11:59:00 UTC by ada', /new password/],
    ['ended by a withdrawn consent', over('ended', { consentWithdrawnAt: ago(60) }), 'the person took back', /allow the application/],
    ['ended by a logout', { ...over('ended', { session: { ...session, endedAt: ago(60) } }), history: [act('session.logout', ago(60))] }, 'by a logout by ada by way of console', /log in again/],
    ['ended with the session', over('ended', { session: { ...session, expiresAt: ago(60) } }), 'the login it came from was over', /log in again/],
    ['ended with a session long gone', over('ended', { session: { ...session, isKept: false, expiresAt: null } }), 'no longer kept', /log in again/],
    ['expired', over('expired', {}, { expiresAt: ago(60) }), 'absolute lifetime was over at 2026-11-24 11:59:00 UTC', /log in again/],
    ['idle', over('idle_expired', {}, { idleExpiresAt: ago(60) }), 'not been used for as long', /log in again/],
    ['suspended with the account', { ...over('suspended', { account: { ...account, disabledAt: ago(60) } }), history: [act('account.disable', ago(60))] }, 'the account was disabled at 2026-11-24 11:59:00 UTC by ada', /until the account is enabled/],
    ['suspended with a deleted account', over('suspended', { account: { ...account, deletedAt: ago(60) } }), 'the account was deleted', /new account/],
    ['suspended without an account', over('suspended', { account: { ...account, isGone: true, username: null } }), 'no longer there', /new account/],
    ['suspended with the application', over('suspended', { client: { ...client, disabledAt: ago(60) } }), 'the application has been disabled since', /when the application is enabled/],
    ['frozen by an administrator', { ...over('frozen', {}, { frozenAt: ago(60), frozenReason: 'admin', frozenUntil: plusSeconds(NOW, 60) }), history: [act('token.freeze', ago(60))] }, 'frozen at 2026-11-24 11:59:00 UTC by ada by way of console (reason: stolen laptop, ticket SEC-1), until 2026-11-24 12:01:00 UTC', /wait until the freeze ends/],
    ['frozen by signals', { ...over('frozen', {}, { frozenAt: ago(60), frozenReason: 'interleaving cadence' }), fatalUse: use('frozen', ago(60)) }, 'because two networks used it by turns within minutes, and because it was used far more often than usual, last from 203.0.113.9', /whether the last uses were theirs/],
    ['frozen by the stranger', over('frozen', {}, { frozenAt: ago(60), frozenReason: 'stranger_beside_usual' }), 'while the usual ones were at work', /lift the freeze/],
    ['frozen by the return', over('frozen', {}, { frozenAt: ago(60), frozenReason: 'return_from_elsewhere' }), 'after a long silence', /lift the freeze/],
    ['frozen for what another release knows', over('frozen', {}, { frozenAt: ago(60), frozenReason: 'moonlight' }), 'because of `moonlight`', /lift the freeze/],
    ['spent', { ...facts({ generation: 4, rotation: use('rotated', ago(60)) }) }, 'spent at 2026-11-24 11:59:00 UTC from 203.0.113.9 (“Firefox/140”), and the family has come to generation 5; whoever presents it now', /newest token/],
    ['spent, and still to be retried', facts({ generation: 4, provenance: provenance({ family: family({ retriableUntil: plusSeconds(NOW, 9) }) }) }), 'may be presented again until 2026-11-24 12:00:09 UTC', /newest token/],
    ['spent too long ago to be retried', facts({ generation: 3, provenance: provenance({ family: family({ retriableUntil: plusSeconds(NOW, 9) }) }) }), 'whoever presents it now ends the family', /newest token/],
  ])('%s', (_what, given, says, advice) => {
    const { summary, cause, advice: told, status } = explain(given);
    expect(summary).toContain(says);
    expect(summary.toLowerCase()).toContain(cause!.sentence.toLowerCase());
    expect(summary).toMatch(/^This is a refresh token that Example Web \(web\) has for (alice|a1), generation \d of .* does not work( for now)?: /);
    expect([told, status]).toEqual([expect.stringMatching(advice), expect.not.stringMatching('live')]);
  });

  const short = (changes: Partial<ShortLived>): Partial<Case> => ({ kind: 'access_token', shortLived: { jti: 'x', issuedAt: ago(60), expiresAt: plusSeconds(NOW, 60), revokedAt: null, program: null, ...changes } });
  it.each<[string, Case, string | null]>([
    ['lives though its family is frozen', { ...over('frozen', {}, { frozenAt: ago(1) }), ...short({}) }, null],
    ['lives though the person has logged out', { ...over('ended', { session: { ...session, endedAt: ago(1) } }), ...short({}) }, null],
    ['ended with its grant', { ...over('revoked', { revokedAt: ago(1), revokedReason: 'admin' }), ...short({}) }, 'revoked'],
    ['ended by a new password', { ...over('ended', { account: { ...account, passwordChangedAt: ago(60) } }), ...short({}) }, 'ended'],
    ['suspended with its application', { ...over('suspended', { client: { ...client, disabledAt: ago(60) } }), ...short({}) }, 'suspended'],
    ['of a program whose registration is disabled', facts({ provenance: null, ...short({ program: { clientId: 'robot', clientName: 'Robot', disabledAt: ago(1) } }) }), 'suspended'],
    ['ended alone', facts(short({ revokedAt: ago(1) })), 'revoked'],
    ['expired', facts(short({ expiresAt: NOW })), 'expired'],
  ])('an access token %s', (_what, given, status) => {
    expect(explain(given).status).toBe(status ?? 'live');
  });
});

it('a suspicion is told and advised upon, until somebody has acted upon the token', () => {
  const { grantId: targetId } = provenance();
  const suspect = act('token.suspect', ago(60), { actor: 'evergrant', clientId: 'evergrant', targetId, reason: 'Two took turns.' });
  const told = (...history: Incident[]) => explain(facts({ history }));
  expect(told(suspect)).toMatchObject({ status: 'live', summary: expect.stringContaining('But it may be in two hands: Two took turns.'), advice: expect.stringContaining('Ask the person') });
  expect(told(suspect).history[0]!.sentence).toContain('by Evergrant itself (reason: Two took turns., ticket SEC-1)');
  expect(told(suspect, act('token.unfreeze', ago(30), { targetId }))).toMatchObject({ summary: expect.not.stringContaining('two hands'), advice: 'Nothing needs to be done.' });
  expect(told(suspect, act('account.change', ago(30), { targetKind: 'account', targetId: 'a1' })).summary).toContain('two hands');
});

it('every verdict and every act is told in a sentence of its own', () => {
  const names = new Map([['a9', 'ada']]);
  const told = [...[...SUCCESSES, ...REFUSALS].map((what) => happened(use(what, NOW), names)), ...ADMIN_ACTIONS.map((what) => happened(act(what, NOW), names))];
  expect(new Set(told).size).toBe(SUCCESSES.length + REFUSALS.length + ADMIN_ACTIONS.length);
  expect(happened(act('token.teleport', NOW), names)).toBe('at 2026-11-24 12:00:00 UTC `token.teleport` was done to the token by ada by way of console (reason: stolen laptop, ticket SEC-1)');
});

it('a refusal that is the application’s fault has its own advice, whatever became of the token since', () => {
  const request = (what: string) => explain({ ...over('revoked', { revokedAt: ago(1), revokedReason: 'admin' }), kind: 'refresh', incident: use(what, ago(60)) }).advice;
  expect(request('scope_exceeded')).toContain('the application must be corrected');
  expect(request('frozen')).toContain('unless the reason says');
  expect(request('rotated')).toContain('unless the reason says');
});

it('a login in a session that went on with another one tells no longer from where it was', () => {
  const login = (changes: Partial<Provenance>) => explain(facts({ provenance: provenance(changes) })).chain.find(({ link }) => link === 'login')!;
  expect(login({})).toMatchObject({ ip: '203.0.113.2', sentence: 'alice logged in at 2026-11-24 10:00:00 UTC from 203.0.113.2 (“Firefox/140”), by pwd (acr 1).' });
  expect(login({ session: { ...session, authTime: ago(5) } })).toMatchObject({ ip: null, sentence: expect.stringContaining('from a place that is no longer kept') });
});
