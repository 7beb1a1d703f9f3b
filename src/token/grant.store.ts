import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, type EntityManager, type QueryDeepPartialEntity } from 'typeorm';
import { poolOf } from '../database/data-source.js';
import { isPassing } from '../database/storage.error.js';
import { retrying } from '../database/transaction.js';
import { Clock } from '../protocol/clock.js';
import { Grant } from './grant.entity.js';
import { RefreshToken } from './refresh-token.entity.js';
import type { RevocationReason } from './revocation-reason.js';

/** What became of those that were to be ended together. */
export interface RevokedTogether {
  ended: string[];
  /** They had ended before. */
  gone: string[];
}

/** Ends a grant and its family; the family is locked first, as by everybody who locks both. */
const REVOKE = `WITH family AS (UPDATE refresh_token SET revoked_at = $2, revoked_reason = $3 WHERE grant_id = $1 AND revoked_at IS NULL RETURNING grant_id)
  UPDATE "grant" SET revoked_at = $2, revoked_reason = $3 WHERE grant_id = $1 AND revoked_at IS NULL AND (SELECT count(*) FROM family) >= 0`;

/**
 * Ends families and grants in one statement. It waits for no family: a refresh that holds one of them may itself wait for another that
 * this transaction holds. `held`, not the family, is asked for its state: it is what the row says since it has been locked.
 */
const REVOKE_MANY = `WITH held AS MATERIALIZED (
    SELECT grant_id, revoked_at IS NULL AND expires_at > $2 AS "isLive" FROM refresh_token WHERE grant_id = ANY($1) FOR UPDATE SKIP LOCKED),
  family AS (
    UPDATE refresh_token f SET revoked_at = $2, revoked_reason = $3 FROM held WHERE f.grant_id = held.grant_id AND held."isLive" RETURNING f.grant_id),
  ended AS (
    UPDATE "grant" g SET revoked_at = $2, revoked_reason = $3 FROM family WHERE g.grant_id = family.grant_id AND g.revoked_at IS NULL)
  SELECT asked.grant_id AS "grantId", coalesce(held."isLive", false) AS "isEnded"
  FROM unnest($1::uuid[]) asked (grant_id) LEFT JOIN held USING (grant_id)
  WHERE held.grant_id IS NOT NULL OR NOT EXISTS (SELECT FROM refresh_token f WHERE f.grant_id = asked.grant_id)`;

/** Grants, which end as a whole. */
@Injectable()
export class GrantStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Forgets where a person's grants were made, once they have ended. Returns their ids. */
  async forgetPlacesOf(manager: EntityManager, accountId: string): Promise<string[]> {
    const grants = await manager.find(Grant, { select: { grantId: true }, where: { accountId } });
    await manager.update(Grant, { accountId }, { ip: null, userAgent: null, claims: {} } as QueryDeepPartialEntity<Grant>);
    return grants.map(({ grantId }) => grantId);
  }

  /** Ends the grant, its refresh tokens and with them its access tokens. What has ended keeps its first reason, so this may be done twice. */
  async revoke(grantId: string, reason: RevocationReason): Promise<void> {
    const values = [grantId, this.clock.now(), reason];
    await retrying(() => poolOf(this.dataSource).query({ name: 'revoke', text: REVOKE, values }), isPassing);
  }

  /** The same in the caller's transaction. */
  async revokeIn(manager: EntityManager, grantId: string, reason: RevocationReason): Promise<void> {
    await manager.query(REVOKE, [grantId, this.clock.now(), reason]);
  }

  /**
   * The same for many with their refresh tokens, as far as nobody holds them just now: those are in neither list and want another try.
   * What has expired by itself is gone.
   */
  async revokeManyIn(manager: EntityManager, grantIds: readonly string[], reason: RevocationReason): Promise<RevokedTogether> {
    const rows: { grantId: string; isEnded: boolean }[] = await manager.query(REVOKE_MANY, [grantIds, this.clock.now(), reason]);
    const idsOf = (isEnded: boolean) => rows.filter((row) => row.isEnded === isEnded).map(({ grantId }) => grantId);
    return { ended: idsOf(true), gone: idsOf(false) };
  }

  /** Ends all grants of the account and all its families that have not expired, in the caller's transaction; returns how many. */
  async revokeAllOf(manager: EntityManager, accountId: string, reason: RevocationReason): Promise<{ grants: number; tokens: number }> {
    const now = this.clock.now();
    const ended = { revokedAt: now, revokedReason: reason };
    const ofAccount = `grant_id IN (SELECT grant_id FROM "grant" WHERE account_id = :accountId AND revoked_at IS NULL)`;
    const living = manager.createQueryBuilder().update(RefreshToken).set(ended).where(`revoked_at IS NULL AND expires_at > :now AND ${ofAccount}`, { now, accountId });
    const { affected: tokens } = await living.execute();
    const { affected: grants } = await manager.update(Grant, { accountId, revokedAt: IsNull() }, ended);
    return { grants: grants!, tokens: tokens! };
  }
}
