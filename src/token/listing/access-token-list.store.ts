import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Page, PageRequest } from '../../database/page.js';
import { report } from '../../database/report.js';
import { readPage } from '../../database/time.pages.js';
import type { Question, Source, Walked } from '../../database/time.walk.js';
import { Values } from '../../database/values.js';
import { LONGEST_TOKEN_TTL } from '../../keys/signing-key.policy.js';
import { Clock, plusSeconds } from '../../protocol/clock.js';
import { grantIdOf } from '../access-token.js';
import { FOUNDATIONS } from './token-status.sql.js';

/** Seconds that an access token lasts at most: no client may be set to more. */
export const LONGEST_ACCESS = LONGEST_TOKEN_TTL;

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

/** What the row tells that an access token was issued with: of the ledger, or the grant. */
type Issue = Walked & Pick<AccessTokenRow, 'jti' | 'grantId' | 'issuedAt' | 'expiresAt' | 'scopes' | 'resources'>;

const PLACES = [
  { table: 'refresh_usage', at: 'at', id: 'id' },
  { table: '"grant"', at: 'created_at', id: 'grant_id' },
] as const;

/** The rest of those whose grants and `jti`s are `$1` and `$2`. */
const DESCRIBE = `SELECT t.place::int, g.client_id AS "clientId", c.client_name AS "clientName", g.account_id AS "accountId", a.username,
    least(own.revoked_at, f.revoked_at, g.revoked_at) AS "revokedAt"
  FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY t (grant_id, jti, place) JOIN "grant" g ON g.grant_id = t.grant_id LEFT JOIN refresh_token f ON f.grant_id = t.grant_id
  LEFT JOIN revoked_access_token own ON own.grant_id = t.grant_id AND own.jti = t.jti ${FOUNDATIONS} ORDER BY t.place`;

/** The access tokens of people: the ledger tells of those that refreshes brought, the grant of the first. Those of programs are written nowhere. */
@Injectable()
export class AccessTokenListStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The newest first. A page with fewer rows than wanted may have a next one all the same, as the ledger's may. */
  async findPage(filter: AccessTokenFilter, page: PageRequest): Promise<Page<AccessTokenRow>> {
    const now = this.clock.now();
    const [ledger, grant] = PLACES.map((place) => sourceOf(place, filter, now)) as [Source, Source];
    const whole = filter.grantId !== undefined || filter.accountId !== undefined ? 'few' : undefined; // by whose key the ledger is read
    const question: Question = { ...ledger, ...{ table: 'refresh_usage', beside: [grant], isByKey: true, whole } };
    const from = filter.withExpired ? undefined : plusSeconds(now, -LONGEST_ACCESS);
    const { rows, next } = await readPage<Issue>(this.dataSource, question, { from, isDescending: true, now }, page);
    return { rows: await report(this.dataSource, (manager) => describe(manager, rows, now), { isByKey: true }), next };
  }

  /** @param manager to read within a transaction */
  async find(jti: string, manager: EntityManager): Promise<AccessTokenRow | null> {
    const now = this.clock.now();
    const values = new Values();
    const chosen = PLACES.map((place) => sourceOf(place, { jti, grantId: grantIdOf(jti), withExpired: true }, now))
      .map(({ select, conditions }) => `(${select(values)} WHERE ${conditions(values).join(' AND ')} LIMIT 1)`);
    const rows: Issue[] = await manager.query(`${chosen.join(' UNION ALL ')} LIMIT 1`, values.list);
    const [row] = await describe(manager, rows, now);
    return row ?? null;
  }
}

function sourceOf({ table, at, id }: (typeof PLACES)[number], { jti, grantId, clientId, accountId, withExpired }: AccessTokenFilter, now: Date): Source {
  return {
    ...{ at, id },
    select: () => `SELECT ${at}::text AS key, ${id} AS id, access_token_jti AS jti, grant_id AS "grantId", ${at} AS "issuedAt", access_token_expires_at AS "expiresAt", scopes, resources FROM ${table}`,
    conditions: (values) => [
      'access_token_jti IS NOT NULL',
      ...values.given(jti, (one) => `access_token_jti = ${one}`),
      ...values.given(grantId, (one) => `grant_id = ${one}::uuid`),
      ...values.given(clientId, (one) => `client_id = ${one}`),
      ...values.given(accountId, (one) => `grant_id = ANY(ARRAY(SELECT grant_id FROM "grant" WHERE account_id = ${one}))`),
      ...(withExpired ? [] : [`access_token_expires_at > ${values.add(now)}`]),
    ],
  };
}

async function describe(manager: EntityManager, issues: Issue[], now: Date): Promise<AccessTokenRow[]> {
  const rows: (Omit<AccessTokenRow, keyof Issue | 'isExpired'> & { place: number })[] = await manager.query(DESCRIBE, [issues.map(({ grantId }) => grantId), issues.map(({ jti }) => jti)]);
  return rows.map(({ place, ...rest }) => {
    const { key: _key, id: _id, ...issue } = issues[place - 1]!;
    return { ...issue, ...rest, isExpired: issue.expiresAt <= now };
  });
}
