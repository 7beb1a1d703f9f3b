import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { pageOf, type Page, type PageRequest } from '../database/page.js';
import { report } from '../database/report.js';
import { Values } from '../database/values.js';

/** An attempt to refresh, or an administrative act. */
export interface Moment {
  at: Date;
  id: string;
  kind: 'use' | 'act';
  /** Of an attempt its verdict, of an act its action. */
  what: string;
  /** How many equal refusals the row stands for, and since when if several. */
  count: number;
  firstAt: Date | null;
  reason: string | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string;
  /** Who presented the token, or by which application it was administered. */
  clientId: string;
  /** Of the token presented. */
  generation: number | null;
  scopes: string[] | null;
  resources: string[] | null;
  accessTokenJti: string | null;
  accessTokenExpiresAt: Date | null;
  /** Who did it. */
  actor: string | null;
  ticket: string | null;
  /** The mass revocation that the act was a part of. */
  revocation: string | null;
}

type Row = Moment & { key: string };

/** What happened to one grant and its tokens, newest first: both ledgers. */
@Injectable()
export class TimelineStore {
  constructor(private readonly dataSource: DataSource) {}

  async findPage(grantId: string, { limit, after }: PageRequest): Promise<Page<Moment>> {
    const values = new Values();
    const most = values.add(limit + 1);
    const grant = values.add(grantId);
    const behind = after ? `AND (at, id) < (${values.add(after.key)}::timestamptz, ${values.add(after.id)}::uuid)` : '';
    const end = `${behind} ORDER BY at DESC, id DESC LIMIT ${most}`;
    const sql = `SELECT *, at::text AS key FROM (
      (SELECT at, id, 'use' AS kind, verdict AS what, count, first_at AS "firstAt", reason, host(ip) AS ip, user_agent AS "userAgent", request_id AS "requestId", client_id AS "clientId",
        generation, scopes, resources, access_token_jti AS "accessTokenJti", access_token_expires_at AS "accessTokenExpiresAt", NULL AS actor, NULL AS ticket, NULL AS revocation
        FROM refresh_usage WHERE grant_id = ${grant}::uuid ${end})
      UNION ALL (SELECT at, id, 'act', action, 1, NULL, reason, host(ip), user_agent, request_id, actor_client_id, NULL, NULL, NULL, NULL, NULL, actor_sub, ticket,
        new->>'revocation'
        FROM admin_event WHERE target_kind IN ('token', 'grant') AND target_id = ${grant}::text ${end})) moments
      ORDER BY at DESC, id DESC LIMIT ${most}`;
    const rows = await report(this.dataSource, (manager): Promise<Row[]> => manager.query(sql, values.list));
    return pageOf(rows, limit, ({ key, id }) => ({ key, id }));
  }
}
