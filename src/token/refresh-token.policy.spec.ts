import { describe, expect, it } from 'vitest';
import { Account } from '../account/account.entity.js';
import type { Verdict } from '../audit/verdict.js';
import { Client } from '../client/client.entity.js';
import { Grant } from './grant.entity.js';
import { RefreshToken } from './refresh-token.entity.js';
import { judge, type RefreshFacts } from './refresh-token.policy.js';

const NOW = new Date('2026-05-01T12:00:00Z');
const EARLIER = new Date('2026-05-01T11:59:59Z');
const LATER = new Date('2026-05-01T12:00:01Z');

const client: Client = Object.assign(new Client(), { clientId: 'app', disabledAt: null });
const family: RefreshToken = Object.assign(new RefreshToken(), { generation: 0, expiresAt: LATER, revokedAt: null });
const grant: Grant = Object.assign(new Grant(), { clientId: 'app', scopes: ['openid', 'email'], resources: ['https://a.example/'], revokedAt: null });
const account: Account = Object.assign(new Account(), { disabledAt: null, deletedAt: null });
const sound: RefreshFacts = { client, family, grant, generation: 0, account, scopes: [], resources: [] };

const change = <T extends object>(row: T, changes: Partial<T>): T => Object.assign(Object.create(Object.getPrototypeOf(row)), row, changes);

const CASES: [what: string, facts: Partial<RefreshFacts>, verdict: Verdict][] = [
  ['all is well', {}, 'reused'],
  ['a part of the scope and of the resources is asked for', { scopes: ['email'], resources: ['https://a.example/'] }, 'reused'],
  ['we never made the token', { family: null, grant: null }, 'unknown'],
  ['a generation that never was', { generation: 1 }, 'unknown'],
  ['another client presents it', { client: change(client, { clientId: 'other' }) }, 'client_mismatch'],
  ['the client is disabled', { client: change(client, { disabledAt: EARLIER }) }, 'client_disabled'],
  ['the family was revoked', { family: change(family, { revokedAt: EARLIER }) }, 'revoked'],
  ['the grant was revoked', { grant: change(grant, { revokedAt: EARLIER }) }, 'grant_revoked'],
  ['one second before its expiry', { family: change(family, { expiresAt: LATER }) }, 'reused'],
  ['at the moment of its expiry', { family: change(family, { expiresAt: NOW }) }, 'expired'],
  ['the account is gone', { account: null }, 'account_disabled'],
  ['the account is disabled', { account: change(account, { disabledAt: EARLIER }) }, 'account_disabled'],
  ['the account is deleted', { account: change(account, { deletedAt: EARLIER }) }, 'account_disabled'],
  ['more scope is asked for', { scopes: ['email', 'phone'] }, 'scope_exceeded'],
  ['another resource is asked for', { resources: ['https://b.example/'] }, 'target_exceeded'],
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
