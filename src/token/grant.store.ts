import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, type EntityManager, type QueryDeepPartialEntity } from 'typeorm';
import { AuthorizationCodeStore } from '../auth/authorization-code.store.js';
import type { Granted, GrantedStore } from '../auth/granted.js';
import type { Client } from '../client/client.entity.js';
import { isPassing } from '../database/storage.error.js';
import { retrying, transact } from '../database/transaction.js';
import { Clock, plusSeconds } from '../protocol/clock.js';
import { stampAccessToken, type AccessTokenStamp } from './access-token.js';
import type { TokenRequest } from './grant-types/grant-type.js';
import { Grant } from './grant.entity.js';
import { RefreshToken } from './refresh-token.entity.js';
import { RefreshTokenFounder } from './refresh-token.founder.js';
import type { RevocationReason } from './revocation-reason.js';

/** What was fetched; without a family there is no refresh token. */
export type Exchanged = { grant: Grant; accessToken: AccessTokenStamp } & ({ family: RefreshToken; refreshToken: string } | { family: null; refreshToken: null });

/** What became of those that were to be ended together. */
export interface RevokedTogether {
  ended: string[];
  /** They had ended before. */
  gone: string[];
}

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

/** Grants: made from what a person allowed, ended as a whole. */
@Injectable()
export class GrantStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly codes: AuthorizationCodeStore,
    private readonly founder: RefreshTokenFounder,
    private readonly clock: Clock,
  ) {}

  /**
   * Spends a code and makes its grant, with a refresh token where one is due. Null when the code was spent already.
   * @param store where the code is; authorization codes when absent
   */
  exchange(code: Granted, request: TokenRequest, store: GrantedStore = this.codes): Promise<Exchanged | null> {
    return transact(this.dataSource, async (manager) => {
      if (!(await store.spend(code, manager))) return null;
      const { client, now } = request;
      const until = isRefreshable(code, client) ? plusSeconds(now, client.refreshTokenTtl) : null;
      const accessToken = stampAccessToken(code.grantId, client.accessTokenTtl, now, until ?? undefined);
      const grant = await this.create(manager, code, accessToken, request);
      if (!until) return { grant, accessToken, family: null, refreshToken: null };
      const { family, token } = await this.founder.begin(manager, grant, request);
      return { grant, accessToken, family, refreshToken: token };
    });
  }

  /** Forgets where a person's grants were made, once they have ended. Returns their ids. */
  async forgetPlacesOf(manager: EntityManager, accountId: string): Promise<string[]> {
    const grants = await manager.find(Grant, { select: { grantId: true }, where: { accountId } });
    await manager.update(Grant, { accountId }, { ip: null, userAgent: null, claims: {} } as QueryDeepPartialEntity<Grant>);
    return grants.map(({ grantId }) => grantId);
  }

  /** Ends the grant, its refresh tokens and with them its access tokens. What has ended keeps its first reason, so this may be done twice. */
  async revoke(grantId: string, reason: RevocationReason): Promise<void> {
    await retrying(() => this.dataSource.transaction((manager) => this.revokeIn(manager, grantId, reason)), isPassing);
  }

  /** The same in the caller's transaction. */
  async revokeIn(manager: EntityManager, grantId: string, reason: RevocationReason): Promise<void> {
    const ended = { revokedAt: this.clock.now(), revokedReason: reason };
    await manager.update(RefreshToken, { grantId, revokedAt: IsNull() }, ended);
    await manager.update(Grant, { grantId, revokedAt: IsNull() }, ended);
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

  private async create(manager: EntityManager, code: Granted, accessToken: AccessTokenStamp, { caller, now }: TokenRequest): Promise<Grant> {
    const { grantId, clientId, accountId, sessionId, scopes, resources, claims, acr, amr, authTime } = code;
    const grant = manager.create(Grant, {
      ...{ grantId, clientId, accountId, sessionId, scopes, resources, acr, amr, authTime },
      ...{ claims: claims as object, createdAt: now, revokedAt: null, revokedReason: null },
      ...{ ip: caller.ip, userAgent: caller.userAgent, accessTokenJti: accessToken.jti, accessTokenExpiresAt: accessToken.expiresAt },
    });
    await manager.insert(Grant, grant as QueryDeepPartialEntity<Grant>);
    return grant;
  }
}

/** OpenID Connect Core §11, or the client's policy; and the client must be able to use it (RFC 7591 §2). */
function isRefreshable({ scopes }: Granted, { grantTypes, withoutOfflineAccess }: Client): boolean {
  return grantTypes.includes('refresh_token') && (withoutOfflineAccess || scopes.includes('offline_access'));
}
