import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { report } from '../../database/report.js';
import { Clock, plusSeconds } from '../../protocol/clock.js';
import { SUCCESS } from './token-status.sql.js';

/** How far back it goes. */
export const ACTIVITY_DAYS = 90;

/** Lines that are told, and how much is looked at for them: the latest grants, and of each the latest rows of the ledger, so that a very busy one's oldest day may be told short. */
const MOST = { lines: 200, grants: 100, uses: 1000, acts: 100 } as const;

/** Something that happened to an account: of uses and refusals, those of one application on one day (UTC) together. */
export interface ActivityRow {
  kind: 'login' | 'connected' | 'used' | 'refused' | 'act';
  /** When, or the last time. */
  at: Date;
  /** A refusal's verdict, an act's action. */
  what: string;
  application: string | null;
  /** Who did it: an act alone has one. */
  actor: string | null;
  count: number;
  /** Of the person's own device, or of whoever used the application on another; not of those who administer. */
  ip: string | null;
  userAgent: string | null;
}

/** An application's server is no place of a person's. */
const PLACE = `CASE WHEN c.token_endpoint_auth_method = 'none' THEN u.ip END AS ip, CASE WHEN c.token_endpoint_auth_method = 'none' THEN u.user_agent END AS user_agent`;

const ACTIVITY = `
  WITH own AS MATERIALIZED (SELECT grant_id, client_id, created_at, session_id, ip, user_agent FROM "grant" WHERE account_id = $1 ORDER BY created_at DESC, grant_id DESC LIMIT ${MOST.grants}),
  logins AS MATERIALIZED (SELECT session_id, created_at, ip, user_agent FROM session WHERE account_id = $1 ORDER BY created_at DESC LIMIT ${MOST.lines}),
  uses AS MATERIALIZED (
    SELECT own.client_id, c.client_name, u.at, u.id, u.verdict, u.count, u.verdict IN (${SUCCESS}) AS is_use, ${PLACE}
    FROM own JOIN client c USING (client_id),
      LATERAL (SELECT * FROM refresh_usage WHERE grant_id = own.grant_id AND at > $2 ORDER BY at DESC, id DESC LIMIT ${MOST.uses}) u),
  days AS (
    SELECT CASE WHEN is_use THEN 'used' ELSE 'refused' END AS kind, max(at) AS at, CASE WHEN is_use THEN '' ELSE verdict END AS what, client_name AS application,
      NULL AS actor, sum(count)::int AS count, (array_agg(ip ORDER BY at DESC))[1] AS ip, (array_agg(user_agent ORDER BY at DESC))[1] AS user_agent
    FROM uses GROUP BY is_use, CASE WHEN is_use THEN '' ELSE verdict END, client_id, client_name, date_trunc('day', at AT TIME ZONE 'UTC')),
  targets AS (
    SELECT 'account' AS kind, $1::text AS id UNION ALL SELECT kind, grant_id::text FROM own, (VALUES ('token'), ('grant')) kinds (kind)
    UNION ALL SELECT 'session', session_id::text FROM logins),
  acts AS (
    SELECT 'act' AS kind, e.at, e.action AS what, NULL AS application, e.actor_sub AS actor, 1 AS count,
      CASE WHEN e.actor_sub = $1 THEN e.ip END AS ip, CASE WHEN e.actor_sub = $1 THEN e.user_agent END AS user_agent
    FROM targets, LATERAL (SELECT * FROM admin_event WHERE target_kind = targets.kind AND target_id = targets.id AND at > $2 ORDER BY at DESC LIMIT ${MOST.acts}) e)
  SELECT kind, at, what, application, actor, count, host(ip) AS ip, user_agent AS "userAgent" FROM (
    SELECT 'login' AS kind, created_at AS at, '' AS what, NULL AS application, NULL AS actor, 1 AS count, ip, user_agent FROM logins WHERE created_at > $2
    UNION ALL SELECT 'connected', own.created_at, '', c.client_name, NULL, 1, s.ip, s.user_agent FROM own JOIN client c USING (client_id)
      LEFT JOIN logins s USING (session_id) WHERE own.created_at > $2
    UNION ALL SELECT * FROM days UNION ALL SELECT * FROM acts) lines
  ORDER BY at DESC, kind LIMIT ${MOST.lines}`;

/** What happened to an account lately, newest first: logins, uses, refusals and acts, all of it bounded. Reads only. */
@Injectable()
export class ActivityStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  findLatest(accountId: string): Promise<ActivityRow[]> {
    const since = plusSeconds(this.clock.now(), -ACTIVITY_DAYS * 86_400);
    return report(this.dataSource, (manager) => manager.query(ACTIVITY, [accountId, since]));
  }
}
