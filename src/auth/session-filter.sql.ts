import type { EntityManager } from 'typeorm';
import type { Values } from '../database/values.js';
import { SESSION_TTL } from './session.store.js';

/** In the order in which they are judged: the first that applies. `ended` also by a new password, `suspended` while the account is disabled. */
export const SESSION_STATUSES = ['ended', 'expired', 'suspended', 'live'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** Which sessions: those to which all that is given applies. */
export interface SessionFilter {
  accountId?: string;
  status?: SessionStatus;
  createdAfter?: Date;
  createdBefore?: Date;
  lastSeenAfter?: Date;
  lastSeenBefore?: Date;
  /** An address or a network in CIDR notation. */
  network?: string;
  /** A part of the agent's name. */
  userAgent?: string;
}

/** Seconds within which an expired session is surely swept. */
const LEFT_OVER = 86_400;

const IS_SUSPENDED = 'a.disabled_at IS NOT NULL OR a.deleted_at IS NOT NULL';
const IS_OVERRULED = 'a.password_changed_at > s.auth_time';

/** The status of a session `s` of an account `a`; what `isLive` judges, said in SQL. */
export function statusSql(now: string): string {
  return `CASE WHEN s.ended_at IS NOT NULL OR ${IS_OVERRULED} THEN 'ended' WHEN s.expires_at <= ${now} THEN 'expired' WHEN ${IS_SUSPENDED} THEN 'suspended' ELSE 'live' END`;
}

/**
 * The same as conditions of which one holds, never two; nothing for no status. Each in a form that an index can answer: accounts that
 * were disabled, or got a new password lately, are few.
 */
export function hasStatusSql(status: SessionStatus | undefined, now: string): string[] {
  if (status === undefined) return ['true'];
  const ofAccounts = (condition: string) => `s.account_id = ANY(ARRAY(SELECT account_id FROM account WHERE ${condition}))`;
  const hasNotEnded = `s.ended_at IS NULL AND (${IS_OVERRULED}) IS NOT TRUE`;
  const lately = `password_changed_at IS NOT NULL AND password_changed_at > ${now} - interval '${SESSION_TTL + LEFT_OVER} seconds'`;
  return {
    ended: ['s.ended_at IS NOT NULL', `s.ended_at IS NULL AND ${ofAccounts(lately)} AND ${IS_OVERRULED}`],
    expired: [`s.expires_at <= ${now} AND ${hasNotEnded}`],
    suspended: [`${ofAccounts('disabled_at IS NOT NULL OR deleted_at IS NOT NULL')} AND s.expires_at > ${now} AND ${hasNotEnded}`],
    live: [`s.expires_at > ${now} AND (${IS_SUSPENDED}) IS NOT TRUE AND ${hasNotEnded}`],
  }[status];
}

/**
 * The filter but for the status and the times of their beginning, as conditions upon a session `s` and its account `a`; all must hold.
 * @param agents the names that have the agent's text in them; null when there are too many names to know
 */
export function conditionsOf(filter: SessionFilter, agents: string[] | null, values: Values): string[] {
  const when = <T>(value: T | undefined, say: (value: T) => string) => (value === undefined ? [] : [say(value)]);
  const time = (date: Date) => `${values.add(date)}::timestamptz`;
  return [
    ...when(filter.accountId, (id) => `s.account_id = ${values.add(id)}`),
    ...when(filter.lastSeenAfter, (date) => `greatest(s.auth_time, s.last_seen_at) >= ${time(date)}`),
    ...when(filter.lastSeenBefore, (date) => `greatest(s.auth_time, s.last_seen_at) < ${time(date)}`),
    ...when(filter.network, (cidr) => `s.ip <<= ${values.add(cidr)}::inet`),
    ...when(filter.userAgent, (text) => (agents ? `s.user_agent = ANY(${values.add(agents)}::text[])` : `s.user_agent ILIKE ${values.add(patternOf(text))}`)),
  ];
}

const patternOf = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Agents have few names, however many sessions they have: the index is walked from name to name. Not beyond this many. */
const MOST_NAMES = 5000;

const NAMES = `WITH RECURSIVE agent (name) AS (
    (SELECT user_agent FROM session WHERE user_agent IS NOT NULL ORDER BY user_agent LIMIT 1)
    UNION ALL SELECT (SELECT user_agent FROM session WHERE user_agent > name ORDER BY user_agent LIMIT 1) FROM agent WHERE name IS NOT NULL)
  SELECT count(*)::int AS count, coalesce(array_agg(name) FILTER (WHERE name ILIKE $1), '{}') AS names
  FROM (SELECT name FROM agent WHERE name IS NOT NULL LIMIT ${MOST_NAMES + 1}) known`;

/** The names of agents that have the text in them, in whatever case; null when there are too many names to know. */
export async function findAgents(manager: EntityManager, text: string): Promise<string[] | null> {
  const [{ count, names }] = await manager.query(NAMES, [patternOf(text)]);
  return count > MOST_NAMES ? null : names;
}
