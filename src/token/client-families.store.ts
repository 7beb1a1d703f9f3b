import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { policyColumnsOf } from '../client/client-description.js';
import type { RefreshTokenPolicy } from '../client/refresh-token-policy.js';
import { PATIENCE, report } from '../database/report.js';
import { transact } from '../database/transaction.js';
import { Clock } from '../protocol/clock.js';
import { FAMILIES, hasStatusSql, POLICY, policySql, statusSql } from './listing/token-status.sql.js';
import type { TokenStatus } from './listing/token.filter.js';
import type { RevocationReason } from './revocation-reason.js';

/** How families of one kind would fare under another policy. */
export interface Prospect {
  was: TokenStatus;
  becomes: TokenStatus;
  /** Would its rotation change, and to what? */
  turnsInto: 'rotate' | 'reuse' | null;
  /** More than the new `max_live_tokens` of one person: it would end at his next login. */
  isOverCap: boolean;
  count: number;
}

/** Where among the grants of its client a grant stands. */
export interface GrantPosition {
  createdAt: string;
  grantId: string;
}

/** Grants ended in one transaction. */
const BATCH = 1000;

/** The next grants of client $1 behind ($2, $3), ended; answers with where the next batch begins, nothing after the last. */
const END_BATCH = `WITH batch AS (
    SELECT grant_id, created_at FROM "grant" WHERE client_id = $1 AND (created_at, grant_id) > ($2::timestamptz, $3::uuid) ORDER BY created_at, grant_id LIMIT ${BATCH}),
  families AS (UPDATE refresh_token SET revoked_at = $4, revoked_reason = $5 WHERE grant_id IN (SELECT grant_id FROM batch) AND revoked_at IS NULL),
  grants AS (UPDATE "grant" SET revoked_at = $4, revoked_reason = $5 WHERE grant_id IN (SELECT grant_id FROM batch) AND revoked_at IS NULL)
  SELECT created_at::text AS "createdAt", grant_id AS "grantId" FROM batch ORDER BY created_at DESC, grant_id DESC LIMIT 1`;

/** The client's row under another policy, beside its own. */
const PLANNED = `(SELECT client_id, disabled_at, token_endpoint_auth_method, $2::text AS rotation, $3::integer AS refresh_token_idle_ttl,
  $4::boolean AS ends_at_logout, $5::integer AS max_live_tokens FROM client WHERE client_id = $1)`;

const NOW = '$6::timestamptz';

/** Ended and expired families stay so under every policy. */
const FORESEE = `SELECT was, becomes, CASE WHEN rotation <> planned_rotation THEN planned_rotation END AS "turnsInto", is_over_cap AS "isOverCap", count(*)::int AS count
  FROM (
    SELECT ${statusSql(NOW)} AS was, ${statusSql(NOW, 'planned')} AS becomes, ${POLICY} AS rotation, ${policySql('planned')} AS planned_rotation,
      coalesce(row_number() OVER (PARTITION BY g.account_id ORDER BY f.issued_at DESC, f.grant_id DESC) > planned.max_live_tokens, false) AS is_over_cap
    FROM ${FAMILIES} CROSS JOIN ${PLANNED} planned
    WHERE g.client_id = $1 AND g.revoked_at IS NULL AND f.revoked_at IS NULL AND f.expires_at > ${NOW}) family
  GROUP BY 1, 2, 3, 4`;

/** The families of one client, all together. */
@Injectable()
export class ClientFamiliesStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** How many live, counted up to a number. */
  async countLive(clientId: string, upTo: number): Promise<number> {
    const sql = `SELECT count(*)::int FROM (SELECT FROM ${FAMILIES} WHERE g.client_id = $1 AND ${hasStatusSql(['live'], `'${this.clock.now().toISOString()}'::timestamptz`)} LIMIT $2) live`;
    const [{ count }] = await report(this.dataSource, (manager) => manager.query(sql, [clientId, upTo]));
    return count;
  }

  /** What another policy would do to them at once. Reads only. */
  foresee(clientId: string, policy: RefreshTokenPolicy): Promise<Prospect[]> {
    const { rotation, refreshTokenIdleTtl, endsAtLogout, maxLiveTokens } = policyColumnsOf(policy);
    const values = [clientId, rotation, refreshTokenIdleTtl, endsAtLogout, maxLiveTokens, this.clock.now()];
    return report(this.dataSource, (manager) => manager.query(FORESEE, values), { timeout: PATIENCE });
  }

  /** Ends the grants and families of one batch; answers with where the next begins, null behind the last. What has ended keeps its first reason, so this may be done twice. */
  async endBatch(clientId: string, { createdAt, grantId }: GrantPosition, reason: RevocationReason): Promise<GrantPosition | null> {
    const [last] = await transact(this.dataSource, (manager) => manager.query(END_BATCH, [clientId, createdAt, grantId, this.clock.now(), reason]));
    return last ?? null;
  }
}
