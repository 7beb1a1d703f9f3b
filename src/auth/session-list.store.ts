import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { pageOf, type Page, type PageRequest } from '../database/page.js';
import { report } from '../database/report.js';
import { Values } from '../database/values.js';
import { Clock } from '../protocol/clock.js';
import { conditionsOf, findAgents, hasStatusSql, statusSql, type SessionFilter, type SessionStatus } from './session-filter.sql.js';

/** A login session as lists show it. */
export interface SessionRow {
  sessionId: string;
  accountId: string;
  username: string;
  status: SessionStatus;
  createdAt: Date;
  authTime: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
  acr: string;
  amr: string[];
  ip: string | null;
  userAgent: string | null;
}

const SESSIONS = 'session s JOIN account a ON a.account_id = s.account_id';
const columns = (now: string) => `s.created_at::text AS sort, s.session_id AS "sessionId", s.account_id AS "accountId", a.username, ${statusSql(now)} AS status,
  s.created_at AS "createdAt", s.auth_time AS "authTime", greatest(s.auth_time, s.last_seen_at) AS "lastSeenAt", s.expires_at AS "expiresAt",
  s.ended_at AS "endedAt", s.acr, s.amr, host(s.ip) AS ip, s.user_agent AS "userAgent"`;

/** Login sessions, found by filters. Reads only. */
@Injectable()
export class SessionListStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** In the order in which they began. */
  findPage(filter: SessionFilter, isDescending: boolean, { limit, after }: PageRequest): Promise<Page<SessionRow>> {
    const [comparison, direction] = isDescending ? ['<', 'DESC'] : ['>', 'ASC'];
    return report(this.dataSource, async (manager) => {
      const values = new Values();
      const now = `${values.add(this.clock.now())}::timestamptz`;
      const agents = filter.userAgent === undefined ? null : await findAgents(manager, filter.userAgent);
      const behind = after ? [`(s.created_at, s.session_id) ${comparison} (${values.add(after.key)}::timestamptz, ${values.add(after.id)}::uuid)`] : [];
      const conditions = ['true', ...conditionsOf(filter, agents, values), ...behind].join(' AND ');
      const end = `ORDER BY "createdAt" ${direction}, "sessionId" ${direction} LIMIT ${values.add(limit + 1)}`;
      const parts = hasStatusSql(filter.status, now).map((hasStatus) => `(SELECT ${columns(now)} FROM ${SESSIONS} WHERE ${hasStatus} AND ${conditions} ${end})`);
      const sql = parts.length > 1 ? `${parts.join(' UNION ALL ')} ${end}` : parts[0]!;
      const rows: (SessionRow & { sort: string })[] = await manager.query(sql, values.list);
      return pageOf(rows, limit, ({ sort, sessionId }) => ({ key: sort, id: sessionId }));
    });
  }

  /** @param manager to read within a transaction */
  async find(sessionId: string, manager: EntityManager = this.dataSource.manager): Promise<SessionRow | null> {
    const [row] = await manager.query(`SELECT ${columns('$2::timestamptz')} FROM ${SESSIONS} WHERE s.session_id = $1`, [sessionId, this.clock.now()]);
    return row ?? null;
  }
}
