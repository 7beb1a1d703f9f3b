import type { Rotation } from '../../client/client.entity.js';
import { containing, type Values } from '../../database/values.js';
import type { SigningSpan } from '../../keys/signing-key.store.js';
import type { ClientType, Excess, Orphaning, TokenFilter } from './token.filter.js';
import { hasTerms } from './grant-terms.sql.js';
import { hasStatusSql, POLICY, SUCCESS, USES } from './token-status.sql.js';

/** What must be known beside the filter. */
export interface FilterContext {
  now: Date;
  /** When the filter's `kid` signed; null for a key that is none of ours. */
  span: SigningSpan | null;
  /** Whether the filter's network is met seldom; when absent, so is a narrow one. */
  isRare?: boolean;
}

/** Selections that the filter's families are among, each by an index of its own: how many they are tells how to look for them. */
export function candidatesOf(filter: TokenFilter, values: Values): string[] {
  const { grantIds, accountId, sessionId, clientId, network } = filter;
  return [
    ...(grantIds ? values.given(grantIds, (ids) => `SELECT FROM unnest(${ids}::uuid[])`) : ['SELECT FROM refresh_token']),
    ...values.given(accountId, (id) => `SELECT FROM "grant" WHERE account_id = ${id}`),
    ...values.given(sessionId, (id) => `SELECT FROM "grant" WHERE session_id = ${id}::uuid`),
    ...values.given(clientId, (id) => `SELECT FROM "grant" WHERE client_id = ${id}`),
    ...values.given(network, (cidr) => `(SELECT FROM "grant" WHERE ip <<= ${cidr}::inet UNION ALL SELECT FROM refresh_usage WHERE ip <<= ${cidr}::inet)`),
  ];
}

/** The filter as conditions upon `FAMILIES`; all must hold. */
export function conditionsOf(filter: TokenFilter, { now, span, isRare }: FilterContext, values: Values): string[] {
  const when = <T>(value: T | undefined, say: (value: T) => string) => (value === undefined ? [] : [say(value)]);
  const is = (column: string, type = 'text') => (value: unknown) => `${column} = ${values.add(value)}::${type}`;
  const time = (date: Date) => `${values.add(date)}::timestamptz`;
  return [
    ...when(filter.grantIds, (ids) => `f.grant_id = ANY(${values.add(ids)}::uuid[])`),
    ...when(filter.clientId, is('g.client_id')),
    ...when(filter.clientType, hasClientType),
    ...when(filter.accountId, is('g.account_id')),
    ...when(filter.sessionId, is('g.session_id', 'uuid')),
    ...when(filter.status, (statuses) => hasStatusSql(statuses, `'${now.toISOString()}'::timestamptz`)),
    ...when(filter.policy, hasPolicy),
    ...when(filter.scope, (scope) => `g.scopes @> ARRAY[${values.add(scope)}::text]`),
    ...when(filter.resource, (resource) => `g.resources @> ARRAY[${values.add(resource)}::text]`),
    ...when(filter.isKeyBound, (isBound) => `f.dpop_jkt IS ${isBound ? 'NOT ' : ''}NULL`),
    ...when(filter.orphanedBy, (ones) => any(ones, ORPHANED_BY)),
    ...when(filter.pastPolicy, (ones) => any(ones, PAST_POLICY)),
    ...when(filter.issuedAfter, (date) => `f.issued_at >= ${time(date)}`),
    ...when(filter.issuedBefore, (date) => `f.issued_at < ${time(date)}`),
    ...when(filter.lastUsedAfter, (date) => wasUsedSince(time(date))),
    ...when(filter.lastUsedBefore, (date) => wasNotUsedSince(time(date))),
    ...(filter.activeAfter || filter.activeBefore ? [wasActiveIn(filter, time)] : []),
    ...when(filter.network, (cidr) => touches(`ip <<= ${values.add(cidr)}::inet`, isRare ?? isNarrow(cidr))),
    ...when(filter.userAgent, (text) => touches(`user_agent ILIKE ${values.add(containing(text))}`, false)),
    ...when(filter.kid, () => (span ? wasSignedIn(span, values) : 'false')),
  ];
}

const usedSince = (time: string) => `EXISTS (SELECT FROM refresh_usage u WHERE u.grant_id = f.grant_id AND u.at >= ${time} AND u.verdict IN (${USES}))`;

/** `noted_at` is the first use in the day of the last, so that the ledger is asked of one day alone. */
const wasUsedSince = (time: string) => `f.noted_at >= ${time} - interval '1 day' AND (f.noted_at >= ${time} OR ${usedSince(time)})`;
const wasNotUsedSince = (time: string) => `f.noted_at < ${time} AND (f.noted_at < ${time} - interval '1 day' OR NOT ${usedSince(time)})`;

/** Milliseconds of ledger that are read as a whole, by the index of time, rather than family by family. */
const SHORT = 86_400_000;

/** Issued or used in that time. Where the last use lies before it, the ledger need not be asked. */
function wasActiveIn({ activeAfter, activeBefore }: TokenFilter, time: (date: Date) => string): string {
  const [start, end] = [activeAfter ? time(activeAfter) : `'-infinity'::timestamptz`, activeBefore ? time(activeBefore) : `'infinity'::timestamptz`];
  const within = (column: string) => `${column} >= ${start} AND ${column} < ${end}`;
  const used = `FROM refresh_usage u WHERE ${within('u.at')} AND u.verdict IN (${USES})`;
  if (activeAfter && activeBefore && activeBefore.getTime() - activeAfter.getTime() <= SHORT) {
    return `f.grant_id IN (SELECT grant_id FROM refresh_token WHERE ${within('issued_at')} UNION ALL SELECT grant_id ${used})`;
  }
  return `f.issued_at < ${end} AND f.noted_at > ${start} - interval '1 day' AND (f.issued_at >= ${start} OR EXISTS (SELECT ${used} AND u.grant_id = f.grant_id))`;
}

/** Of the clients under which the policy is possible, which are few, those families to which it applies. */
function hasPolicy(policy: Rotation): string {
  const possible = `SELECT client_id FROM client WHERE coalesce(rotation, CASE WHEN token_endpoint_auth_method = 'none' THEN '${policy}' ELSE 'reuse' END) = '${policy}'`;
  return `g.client_id = ANY(ARRAY(${possible})) AND ${POLICY} = '${policy}'`;
}

const hasClientType = (type: ClientType) =>
  `g.client_id = ANY(ARRAY(SELECT client_id FROM client WHERE token_endpoint_auth_method ${type === 'public' ? '=' : '<>'} 'none'))`;

const any = <T extends string>(ones: readonly T[], conditions: Record<T, string>) => `(${ones.map((one) => conditions[one]).join(' OR ')})`;

/** In forms that indexes can answer: of the accounts, clients and terms to which it applies, which are few, the families. */
const ORPHANED_BY: Record<Orphaning, string> = {
  account: 'g.account_id = ANY(ARRAY(SELECT account_id FROM account WHERE disabled_at IS NOT NULL OR deleted_at IS NOT NULL))',
  client: 'g.client_id = ANY(ARRAY(SELECT client_id FROM client WHERE disabled_at IS NOT NULL OR deleted_at IS NOT NULL))',
  resource: hasTerms('NOT terms.resources <@ ARRAY(SELECT identifier FROM resource)'),
};

const PAST_POLICY: Record<Excess, string> = {
  lifetime: `f.expires_at > f.issued_at + c.refresh_token_ttl * interval '1 second'`,
  scope: hasTerms('NOT terms.scopes <@ (SELECT scopes FROM client WHERE client.client_id = terms.client_id)'),
};

/**
 * One of the places or agents that had the token, of the grant or the ledger: found by the index of addresses where they are few,
 * else looked up family by family, in the order of the list, until the page is full.
 */
function touches(condition: string, areFew: boolean): string {
  const used = `SELECT grant_id FROM refresh_usage u WHERE u.${condition} AND u.verdict IN (${SUCCESS})`;
  if (areFew) return `f.grant_id IN (SELECT grant_id FROM "grant" WHERE ${condition} UNION ALL ${used})`;
  return `(g.${condition} OR EXISTS (${used} AND u.grant_id = f.grant_id))`;
}

/** A site or a few of them, not a part of the Internet. */
function isNarrow(cidr: string): boolean {
  const [address = '', bits] = cidr.split('/');
  return bits === undefined || Number(bits) >= (address.includes(':') ? 40 : 20);
}

/** One key of an algorithm signs at a time, so the time tells which it was. */
function wasSignedIn({ alg, from, until }: SigningSpan, values: Values): string {
  const [algorithm, start, end] = [values.add(alg), values.add(from), values.add(until)];
  const within = (column: string) => `${column} >= ${start}::timestamptz AND ${column} < coalesce(${end}::timestamptz, 'infinity')`;
  return `${algorithm}::text IN (c.access_token_signed_response_alg, c.id_token_signed_response_alg) AND (${within('f.issued_at')}
    OR EXISTS (SELECT FROM refresh_usage u WHERE u.grant_id = f.grant_id AND ${within('u.at')} AND u.verdict IN (${SUCCESS})))`;
}
