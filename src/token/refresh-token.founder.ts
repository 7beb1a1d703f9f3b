import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LedgerStore } from '../audit/ledger.store.js';
import { plusSeconds } from '../protocol/clock.js';
import type { TokenRequest } from './grant-types/grant-type.js';
import type { Grant } from './grant.entity.js';
import { RefreshTokenCodec } from './refresh-token.codec.js';
import { RefreshToken } from './refresh-token.entity.js';
import type { RevocationReason } from './revocation-reason.js';

const REASON: RevocationReason = 'max_live_tokens';

/** Logins of one person on one client come one after another, so that two at once do not both count too few. */
const LOCK = 'SELECT pg_advisory_xact_lock(hashtext($1), hashtext($2))';

/** Ends all but the newest $4 live families of account $1 on client $2. */
const END_OLDEST = `WITH ended AS (
  UPDATE refresh_token SET revoked_at = $3, revoked_reason = $5 WHERE grant_id IN (
    SELECT grant_id FROM refresh_token family JOIN "grant" USING (grant_id)
    WHERE account_id = $1 AND client_id = $2 AND "grant".revoked_at IS NULL AND family.revoked_at IS NULL AND expires_at > $3
    ORDER BY issued_at DESC, grant_id DESC OFFSET $4)
  RETURNING grant_id, generation)
  SELECT ended.grant_id AS "grantId", generation, session_id AS "sessionId" FROM ended JOIN "grant" USING (grant_id)`;

interface Ended {
  grantId: string;
  generation: number;
  sessionId: string;
}

/** A family with its first token. */
export interface Founded {
  family: RefreshToken;
  refreshToken: string;
}

/** Begins families of refresh tokens, and holds each person to a client's `max_live_tokens`. */
@Injectable()
export class RefreshTokenFounder {
  constructor(
    private readonly codec: RefreshTokenCodec,
    private readonly ledger: LedgerStore,
  ) {}

  /** A grant's family with its first token, written nowhere yet; bound to the key that a public client has proved. */
  begin({ grantId }: Grant, { client, jkt, now }: TokenRequest): Founded {
    const family = Object.assign(new RefreshToken(), {
      ...{ grantId, salt: randomBytes(32), tokenKeyId: this.codec.currentKeyId, generation: 0 },
      ...{ issuedAt: now, expiresAt: plusSeconds(now, client.refreshTokenTtl), dpopJkt: client.isPublic ? jkt : null },
      ...{ rotatedAt: null, lastUsedAt: null, notedAt: now, notedBefore: null, rotateNextAt: null, frozenAt: null, frozenUntil: null, frozenReason: null, revokedAt: null, revokedReason: null },
    });
    return { family, refreshToken: this.codec.encode(family) };
  }

  /** The oldest families beyond the cap end, each with a row in the ledger; in the transaction in which the newest was written. */
  async endOldest(manager: EntityManager, { accountId, clientId }: Grant, cap: number, { caller, now }: TokenRequest): Promise<void> {
    await manager.query(LOCK, [accountId, clientId]);
    const ended: Ended[] = await manager.query(END_OLDEST, [accountId, clientId, now, cap, REASON]);
    for (const { grantId, generation, sessionId } of ended) {
      const attempt = { grantId, generation, sessionId, accountId, clientId, caller, at: now, verdict: 'revoked', reason: REASON } as const;
      await this.ledger.recordIn(manager, { ...attempt, scopes: [], resources: [], accessTokenJti: null, accessTokenExpiresAt: null });
    }
  }
}
