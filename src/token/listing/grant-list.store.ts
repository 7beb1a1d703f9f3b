import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Page, PageRequest } from '../../database/page.js';
import { areFew, readPage } from '../../database/time.pages.js';
import type { Question, Walked } from '../../database/time.walk.js';
import { Values } from '../../database/values.js';
import { Clock } from '../../protocol/clock.js';
import type { ClaimsRequest } from '../../protocol/claims-request.js';
import { ENDED_REASON, FOUNDATIONS } from './token-status.sql.js';

/** Which grants: those to which all that is given applies. */
export interface GrantFilter {
  clientId?: string;
  accountId?: string;
  sessionId?: string;
  isLive?: boolean;
  scope?: string;
  resource?: string;
  createdAfter?: Date;
  createdBefore?: Date;
}

/** A grant as lists show it. */
export interface GrantRow {
  grantId: string;
  clientId: string;
  clientName: string;
  accountId: string;
  username: string;
  sessionId: string;
  isLive: boolean;
  revokedAt: Date | null;
  /** Why it is over; null for one that is not. */
  endedReason: string | null;
  scopes: string[];
  resources: string[];
  claims: ClaimsRequest;
  acr: string;
  amr: string[];
  authTime: Date;
  createdAt: Date;
  /** Of its refresh token; null without one. */
  expiresAt: Date | null;
  hasRefreshToken: boolean;
}

/** Milliseconds: the first window of those that cannot be found at once. */
const FIRST_WINDOW = 600_000;

/** Grants of one account: more of them are not looked up one by one. */
const MANY = 500;

const GRANTS = `"grant" g LEFT JOIN refresh_token f USING (grant_id) ${FOUNDATIONS}`;
/** The grant has not been ended; its tokens may have expired. */
export const IS_LIVE = `(g.revoked_at IS NULL AND f.revoked_at IS NULL AND (a.password_changed_at > g.auth_time) IS NOT TRUE AND (consent.withdrawn_at >= g.created_at) IS NOT TRUE)`;
const COLUMNS = `g.grant_id AS "grantId", g.client_id AS "clientId", c.client_name AS "clientName", g.account_id AS "accountId",
  a.username, g.session_id AS "sessionId", ${IS_LIVE} AS "isLive", coalesce(g.revoked_at, f.revoked_at) AS "revokedAt", ${ENDED_REASON} AS "endedReason",
  g.scopes, g.resources, g.claims, g.acr, g.amr, g.auth_time AS "authTime", g.created_at AS "createdAt", f.expires_at AS "expiresAt", f.grant_id IS NOT NULL AS "hasRefreshToken"`;

/** Grants, found by filters. Reads only. */
@Injectable()
export class GrantListStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** In the order in which they were made. A page with fewer rows than wanted may have a next one all the same, as one of tokens may. */
  async findPage(filter: GrantFilter, isDescending: boolean, page: PageRequest): Promise<Page<GrantRow>> {
    const { createdAfter: from, createdBefore: to } = filter;
    const select = () => `SELECT g.created_at::text AS key, g.grant_id AS id, ${COLUMNS} FROM ${GRANTS}`;
    const source: Question = { table: '"grant" g', at: 'g.created_at', id: 'g.grant_id', select, conditions: (values) => conditionsOf(filter, values), isByKey: true };
    const question: Question = { ...source, firstWindow: FIRST_WINDOW, whole: (await this.areFew(filter)) ? 'few' : 'tried' };
    return readPage<GrantRow & Walked>(this.dataSource, question, { from, to, isDescending, now: this.clock.now() }, page);
  }

  /** By what has an index of its own. */
  private areFew({ clientId, accountId, sessionId }: GrantFilter): Promise<boolean> {
    const values = new Values();
    const narrower = conditionsOf({ clientId, accountId, sessionId }, values).map((condition) => `SELECT FROM "grant" g WHERE ${condition}`);
    return areFew(this.dataSource, ['SELECT FROM "grant"', ...narrower], values);
  }

  /** The ids of all grants that the account ever had, if these are not too many. */
  async findIdsOf(accountId: string): Promise<string[] | undefined> {
    const rows: { id: string }[] = await this.dataSource.query('SELECT grant_id AS id FROM "grant" WHERE account_id = $1 LIMIT $2', [accountId, MANY + 1]);
    return rows.length > MANY ? undefined : rows.map(({ id }) => id);
  }

  /** @param manager to read within a transaction */
  async find(grantId: string, manager: EntityManager = this.dataSource.manager): Promise<GrantRow | null> {
    const [row] = await manager.query(`SELECT ${COLUMNS} FROM ${GRANTS} WHERE g.grant_id = $1`, [grantId]);
    return row ?? null;
  }
}

function conditionsOf(filter: GrantFilter, values: Values): string[] {
  const when = <T>(value: T | undefined, say: (value: T) => string) => (value === undefined ? [] : [say(value)]);
  return [
    ...when(filter.clientId, (id) => `g.client_id = ${values.add(id)}`),
    ...when(filter.accountId, (id) => `g.account_id = ${values.add(id)}`),
    ...when(filter.sessionId, (id) => `g.session_id = ${values.add(id)}::uuid`),
    ...when(filter.isLive, (isLive) => (isLive ? IS_LIVE : `NOT ${IS_LIVE}`)),
    ...when(filter.scope, (scope) => `g.scopes @> ARRAY[${values.add(scope)}::text]`),
    ...when(filter.resource, (resource) => `g.resources @> ARRAY[${values.add(resource)}::text]`),
  ];
}
