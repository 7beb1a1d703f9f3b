import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { DEVICE_CODE } from '../../client/client.entity.js';
import { pageOf, type Page, type PageRequest } from '../../database/page.js';
import { report } from '../../database/report.js';
import { Values } from '../../database/values.js';
import { Clock } from '../../protocol/clock.js';
import { IS_LIVE } from './grant-list.store.js';
import { FOUNDATIONS, hasStatusSql, statusSql, SUCCESS } from './token-status.sql.js';
import type { TokenStatus } from './token.filter.js';

/** The statuses of a refresh token that works, or would if it were let. */
const CONNECTED = ['live', 'frozen', 'suspended'] as const satisfies TokenStatus[];

/** A grant with something that lives: what an application holds of a person. */
export interface ConnectionRow {
  grantId: string;
  clientId: string;
  clientName: string;
  status: (typeof CONNECTED)[number];
  hasRefreshToken: boolean;
  scopes: string[];
  resources: string[];
  createdAt: Date;
  /** Null before the first refresh. */
  lastUsedAt: Date | null;
  /** At the latest. */
  expiresAt: Date;
  /** Whence it was last used, as far as the person's own device did: an application's server is no place of a person's. */
  ip: string | null;
  userAgent: string | null;
}

type Row = ConnectionRow & { sort: string };

/** What is connected to an account, the newest first. Reads only. */
@Injectable()
export class ConnectionListStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async findPage(accountId: string, { limit, after }: PageRequest): Promise<Page<ConnectionRow>> {
    const values = new Values();
    const behind = after ? `AND (g.created_at, g.grant_id) < (${values.add(after.key)}::timestamptz, ${values.add(after.id)}::uuid)` : '';
    const sql = this.select(accountId, `${behind} ORDER BY g.created_at DESC, g.grant_id DESC LIMIT ${values.add(limit + 1)}`, values);
    const rows = await report(this.dataSource, (manager): Promise<Row[]> => manager.query(sql, values.list));
    return pageOf(rows, limit, ({ sort, grantId }) => ({ key: sort, id: grantId }));
  }

  /** Null for one that is over, that never was, or that is another's. */
  async find(accountId: string, grantId: string, manager: EntityManager): Promise<ConnectionRow | null> {
    const values = new Values();
    const [row] = await manager.query(this.select(accountId, `AND g.grant_id = ${values.add(grantId)}::uuid`, values), values.list);
    return row ?? null;
  }

  /** All of the account's, in the order in which they are to be locked. */
  async findIds(accountId: string, manager: EntityManager): Promise<string[]> {
    const values = new Values();
    const rows: { grantId: string }[] = await manager.query(`${this.choose(accountId, '', values)} ORDER BY g.grant_id`, values.list);
    return rows.map(({ grantId }) => grantId);
  }

  /** A refresh token that is connected, or, where there is none, the one access token that lives. */
  private choose(accountId: string, rest: string, values: Values): string {
    const now = `'${this.clock.now().toISOString()}'::timestamptz`;
    return `SELECT g.grant_id AS "grantId", g.created_at AS sort FROM "grant" g LEFT JOIN refresh_token f USING (grant_id) ${FOUNDATIONS}
      WHERE g.account_id = ${values.add(accountId)} AND g.revoked_at IS NULL AND CASE WHEN f.grant_id IS NOT NULL THEN ${hasStatusSql(CONNECTED, now)}
        ELSE ${IS_LIVE} AND g.access_token_expires_at > ${now}
          AND NOT EXISTS (SELECT FROM revoked_access_token own WHERE own.grant_id = g.grant_id AND own.jti = g.access_token_jti) END ${rest}`;
  }

  private select(accountId: string, rest: string, values: Values): string {
    const now = `${values.add(this.clock.now())}::timestamptz`;
    // What only ever gets device codes is a device too, with a secret or without.
    const isOwnDevice = `(c.token_endpoint_auth_method = 'none' OR c.grant_types @> '{${DEVICE_CODE}}' AND NOT c.grant_types @> '{authorization_code}')`;
    return `WITH chosen AS MATERIALIZED (${this.choose(accountId, rest, values)})
      SELECT chosen.sort::text AS sort, g.grant_id AS "grantId", g.client_id AS "clientId", c.client_name AS "clientName",
        CASE WHEN f.grant_id IS NULL THEN 'live' ELSE ${statusSql(now)} END AS status, f.grant_id IS NOT NULL AS "hasRefreshToken", g.scopes, g.resources,
        g.created_at AS "createdAt", last.at AS "lastUsedAt", coalesce(f.expires_at, g.access_token_expires_at) AS "expiresAt",
        host(CASE WHEN ${isOwnDevice} THEN coalesce(last.ip, g.ip) ELSE s.ip END) AS ip,
        CASE WHEN ${isOwnDevice} THEN coalesce(last.user_agent, g.user_agent) ELSE s.user_agent END AS "userAgent"
      FROM chosen JOIN "grant" g ON g.grant_id = chosen."grantId" LEFT JOIN refresh_token f ON f.grant_id = g.grant_id ${FOUNDATIONS}
      LEFT JOIN LATERAL (SELECT at, ip, user_agent FROM refresh_usage u WHERE u.grant_id = g.grant_id AND u.verdict IN (${SUCCESS})
        ORDER BY at DESC, id DESC LIMIT 1) last ON true
      ORDER BY chosen.sort DESC, chosen."grantId" DESC`;
  }
}
