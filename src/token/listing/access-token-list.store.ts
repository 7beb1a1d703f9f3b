import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { momentOf, pageOf, type Page, type PageRequest } from '../../database/page.js';
import { report } from '../../database/report.js';
import { Values } from '../../database/values.js';
import { LONGEST_TOKEN_TTL } from '../../keys/signing-key.policy.js';
import { Clock, plusSeconds } from '../../protocol/clock.js';
import { grantIdOf } from '../access-token.js';
import { FOUNDATIONS } from './token-status.sql.js';

/** Seconds that an access token lasts at most: no client may be set to more. */
export const LONGEST_ACCESS = LONGEST_TOKEN_TTL;

/**
 * Seconds that a page looks back from where it begins, one after the other until it is full; then as far as there is anything. The ledger
 * is found by time through BRIN, which knows no order: what is read is sorted, and that must not be a day of it for fifty rows.
 */
const LOOKS_BACK = [60, 600, 6000];

/** Which access tokens: those to which all that is given applies. */
export interface AccessTokenFilter {
  jti?: string;
  grantId?: string;
  clientId?: string;
  accountId?: string;
  /** Those that have expired as well. */
  withExpired?: boolean;
}

/** An access token as lists show it. */
export interface AccessTokenRow {
  jti: string;
  grantId: string;
  clientId: string;
  clientName: string;
  accountId: string;
  username: string;
  issuedAt: Date;
  expiresAt: Date;
  scopes: string[];
  resources: string[];
  isExpired: boolean;
  /** Of the token itself, or of the grant it hangs on. */
  revokedAt: Date | null;
}

type Row = AccessTokenRow & { sort: string; id: string };

/** The access tokens of people: the ledger tells of those that refreshes brought, the grant of the first. Those of programs are written nowhere. */
@Injectable()
export class AccessTokenListStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The newest first. */
  async findPage(filter: AccessTokenFilter, page: PageRequest): Promise<Page<AccessTokenRow>> {
    const rows = await report(this.dataSource, async (manager) => {
      await manager.query('SET LOCAL enable_seqscan = off'); // BRIN is taken for dearer than it is: some minutes of a month for the whole of it
      const begin = page.after ? momentOf(page.after) : this.clock.now();
      const isByGrant = filter.grantId !== undefined || filter.accountId !== undefined; // whose key the ledger is read by
      for (const seconds of isByGrant ? [] : LOOKS_BACK) {
        const found = await this.query(manager, filter, page, plusSeconds(begin, -seconds));
        if (found.length > page.limit) return found;
      }
      return this.query(manager, filter, page);
    });
    return pageOf(rows, page.limit, ({ sort, id }) => ({ key: sort, id }));
  }

  /** @param manager to read within a transaction */
  async find(jti: string, manager: EntityManager): Promise<AccessTokenRow | null> {
    const [row] = await this.query(manager, { jti, grantId: grantIdOf(jti), withExpired: true }, { limit: 1, after: null });
    return row ?? null;
  }

  private query(manager: EntityManager, filter: AccessTokenFilter, { limit, after }: PageRequest, since?: Date): Promise<Row[]> {
    const values = new Values();
    const most = values.add(limit + 1);
    const now = this.clock.now();
    const choose = (columns: Record<string, string>, table: string) => {
      const is = (name: string, value: string | undefined) => (value === undefined ? [] : [`${columns[name]} = ${values.add(value)}`]);
      const ofAccount = () => (filter.accountId === undefined ? [] : [`${columns.grant_id} = ANY(ARRAY(SELECT grant_id FROM "grant" WHERE account_id = ${values.add(filter.accountId)}))`]);
      const lives = () => [`${columns.expires_at} > ${values.add(now)}`, `${columns.at} > ${values.add(plusSeconds(now, -LONGEST_ACCESS))}`];
      const conditions = [
        ...[`${columns.jti} IS NOT NULL`, ...is('jti', filter.jti), ...is('grant_id', filter.grantId), ...is('client_id', filter.clientId)],
        ...[...ofAccount(), ...(filter.withExpired ? [] : lives())],
        ...(since ? [`${columns.at} >= ${values.add(since)}`] : []),
        ...(after ? [`${columns.at} <= ${values.add(after.key)}::timestamptz AND (${columns.at}, ${columns.id}) < (${values.add(after.key)}::timestamptz, ${values.add(after.id)}::uuid)`] : []),
      ];
      const selected = Object.entries(columns).map(([name, column]) => `${column} AS ${name}`);
      return `(SELECT ${selected.join(', ')}, scopes, resources FROM ${table} t WHERE ${conditions.join(' AND ')} ORDER BY ${columns.at} DESC, ${columns.id} DESC LIMIT ${most})`;
    };
    const own = { grant_id: 'grant_id', client_id: 'client_id', account_id: 'account_id', jti: 'access_token_jti', expires_at: 'access_token_expires_at' };
    const chosen = `${choose({ at: 'at', id: 'id', ...own }, 'refresh_usage')} UNION ALL ${choose({ at: 'created_at', id: 'grant_id', ...own }, '"grant"')}`;
    return manager.query(
      `SELECT t.at::text AS sort, t.id, t.jti, t.grant_id AS "grantId", g.client_id AS "clientId", c.client_name AS "clientName", g.account_id AS "accountId",
        a.username, t.at AS "issuedAt", t.expires_at AS "expiresAt", t.scopes, t.resources, t.expires_at <= ${values.add(now)} AS "isExpired", least(own.revoked_at, f.revoked_at, g.revoked_at) AS "revokedAt"
       FROM (${chosen}) t JOIN "grant" g USING (grant_id) LEFT JOIN refresh_token f USING (grant_id)
       LEFT JOIN revoked_access_token own ON own.grant_id = t.grant_id AND own.jti = t.jti ${FOUNDATIONS}
       ORDER BY t.at DESC, t.id DESC LIMIT ${most}`,
      values.list,
    );
  }
}
