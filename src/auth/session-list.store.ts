import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Page, PageRequest } from '../database/page.js';
import { report } from '../database/report.js';
import { areFew, readPage } from '../database/time.pages.js';
import type { Source, Walked } from '../database/time.walk.js';
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
const columns = (now: string) => `s.session_id AS "sessionId", s.account_id AS "accountId", a.username, ${statusSql(now)} AS status,
  s.created_at AS "createdAt", s.auth_time AS "authTime", greatest(s.auth_time, s.last_seen_at) AS "lastSeenAt", s.expires_at AS "expiresAt",
  s.ended_at AS "endedAt", s.acr, s.amr, host(s.ip) AS ip, s.user_agent AS "userAgent"`;

/** Milliseconds: the first window of those that cannot be found at once. */
const FIRST_WINDOW = 600_000;

/** Login sessions, found by filters. Reads only. */
@Injectable()
export class SessionListStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** In the order in which they began. A page with fewer rows than wanted may have a next one all the same, but of one account. */
  async findPage(filter: SessionFilter, isDescending: boolean, page: PageRequest): Promise<Page<SessionRow>> {
    const now = this.clock.now();
    const agents = filter.userAgent === undefined ? null : await report(this.dataSource, (manager) => findAgents(manager, filter.userAgent!), { isByKey: true });
    const time = (values: Values) => `${values.add(now)}::timestamptz`;
    const [own, ...beside] = hasStatusSql(filter.status, `'${now.toISOString()}'::timestamptz`).map((hasStatus): Source => ({
      ...{ at: 's.created_at', id: 's.session_id' },
      select: (values) => `SELECT s.created_at::text AS key, s.session_id AS id, ${columns(time(values))} FROM ${SESSIONS}`,
      conditions: (values) => [hasStatus, ...conditionsOf(filter, agents, values)],
    }));
    const whole = filter.accountId !== undefined || (await areFew(this.dataSource, ['SELECT FROM session'], new Values())) ? 'few' : 'tried';
    const question = { ...own!, table: 'session s', beside, isByKey: true, firstWindow: FIRST_WINDOW, whole } as const;
    const { createdAfter: from, createdBefore, lastSeenBefore } = filter;
    const to = createdBefore && lastSeenBefore && createdBefore > lastSeenBefore ? lastSeenBefore : (createdBefore ?? lastSeenBefore); // nobody is seen before the beginning
    return readPage<SessionRow & Walked>(this.dataSource, question, { from, to, isDescending, now }, page);
  }

  /** @param manager to read within a transaction */
  async find(sessionId: string, manager: EntityManager = this.dataSource.manager): Promise<SessionRow | null> {
    const [row] = await manager.query(`SELECT ${columns('$2::timestamptz')} FROM ${SESSIONS} WHERE s.session_id = $1`, [sessionId, this.clock.now()]);
    return row ?? null;
  }
}
