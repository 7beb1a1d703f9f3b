import { SUCCESSES } from '../../audit/verdict.js';
import type { TokenStatus } from './token.filter.js';

const list = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ');

/** Verdicts as SQL has them. */
export const SUCCESS = list(SUCCESSES);

/** A retry belongs to the rotation before it: these two are what a family is used by. */
export const USES = list(['reused', 'rotated']);

/** What a family `f` and its grant `g` rest on; what a statement does not ask for, the planner leaves out. */
export const FOUNDATIONS = `LEFT JOIN client c ON c.client_id = g.client_id
  LEFT JOIN account a ON a.account_id = g.account_id
  LEFT JOIN consent ON consent.account_id = g.account_id AND consent.client_id = g.client_id
  LEFT JOIN session s ON s.account_id = g.account_id AND s.session_id = g.session_id`;

/** All that a family's state and its filters are about. */
export const FAMILIES = `refresh_token f JOIN "grant" g USING (grant_id) ${FOUNDATIONS}`;

/** A status, and what says that it is not that one. */
interface Condition {
  is: string;
  isNot: string;
}

const condition = (is: string, isNot = `(${is}) IS NOT TRUE`): Condition => ({ is, isNot });

/**
 * The conditions by status, `now` being a placeholder; each holds of those of which none before it does. What the refresh policy judges, said in SQL.
 * @param c the client's row; another than `FAMILIES` has to ask what would be
 */
function conditions(now: string, c: string): Record<Exclude<TokenStatus, 'live'>, Condition> {
  const idle = `${c}.refresh_token_idle_ttl * interval '1 second'`;
  const mayIdle = c === 'c' ? 'g.client_id = ANY(ARRAY(SELECT client_id FROM client WHERE refresh_token_idle_ttl IS NOT NULL))' : `${c}.refresh_token_idle_ttl IS NOT NULL`;
  const isIdle = `${mayIdle} AND coalesce(f.last_used_at, f.issued_at) + ${idle} <= ${now}
    AND NOT EXISTS (SELECT FROM refresh_usage u WHERE u.grant_id = f.grant_id AND u.at > ${now} - ${idle} AND u.verdict IN (${SUCCESS}))`;
  const isOverruled = 'g.revoked_at IS NOT NULL OR a.password_changed_at > g.auth_time OR consent.withdrawn_at >= g.created_at';
  const hasSession = `s.ended_at IS NULL AND s.expires_at > ${now} AND (a.password_changed_at IS NULL OR a.password_changed_at <= s.auth_time)`;
  const endsWithSession = `${c}.ends_at_logout OR NOT 'offline_access' = ANY(g.scopes)`;
  return {
    replayed: condition(`f.revoked_at IS NOT NULL AND f.revoked_reason = 'token_replayed'`, `f.revoked_reason IS DISTINCT FROM 'token_replayed'`),
    revoked: condition('f.revoked_at IS NOT NULL', 'f.revoked_at IS NULL'),
    expired: condition(`f.expires_at <= ${now}`, `f.expires_at > ${now}`),
    idle_expired: condition(isIdle),
    ended: condition(`${isOverruled} OR ((${endsWithSession}) AND (${hasSession}) IS NOT TRUE)`),
    suspended: condition('a.account_id IS NULL OR a.disabled_at IS NOT NULL OR a.deleted_at IS NOT NULL OR c.disabled_at IS NOT NULL'),
    frozen: condition(`f.frozen_at IS NOT NULL AND (f.frozen_until IS NULL OR f.frozen_until > ${now})`),
  };
}

/** The status as an expression. */
export function statusSql(now: string, c = 'c'): string {
  const cases = Object.entries(conditions(now, c)).map(([status, { is }]) => `WHEN ${is} THEN '${status}'`);
  return `CASE ${cases.join(' ')} ELSE 'live' END`;
}

/** Holds of families with one of these statuses, in a form that indexes can answer. */
export function hasStatusSql(statuses: readonly TokenStatus[], now: string): string {
  const all = Object.entries(conditions(now, 'c'));
  const hasOne = (status: TokenStatus) => {
    const place = status === 'live' ? all.length : all.findIndex(([name]) => name === status);
    const own = all.slice(place, place + 1).map(([, { is }]) => `(${is})`);
    return [...own, ...all.slice(0, place).map(([, { isNot }]) => isNot)].join(' AND ');
  };
  return `(${statuses.map((status) => `(${hasOne(status)})`).join(' OR ')})`;
}

/** Why the family is over, in one word. */
export const ENDED_REASON = `coalesce(f.revoked_reason, g.revoked_reason,
  CASE WHEN a.password_changed_at > g.auth_time THEN 'password_changed' WHEN consent.withdrawn_at >= g.created_at THEN 'consent_withdrawn' END)`;

/** The client's rotation in effect. As `rotates` of the refresh policy. */
export const policySql = (c: string) => `coalesce(${c}.rotation, CASE WHEN ${c}.token_endpoint_auth_method = 'none' AND f.dpop_jkt IS NULL THEN 'rotate' ELSE 'reuse' END)`;
export const POLICY = policySql('c');
