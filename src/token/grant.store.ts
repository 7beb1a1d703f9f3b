import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, type EntityManager, type QueryDeepPartialEntity } from 'typeorm';
import type { AuthorizationCode } from '../auth/authorization-code.entity.js';
import { AuthorizationCodeStore } from '../auth/authorization-code.store.js';
import type { Client } from '../client/client.entity.js';
import { transact } from '../database/transaction.js';
import { Clock } from '../protocol/clock.js';
import { Grant } from './grant.entity.js';
import { RefreshToken } from './refresh-token.entity.js';
import { RefreshTokenStore } from './refresh-token.store.js';
import type { RevocationReason } from './revocation-reason.js';

/** Grants: made from a code, ended as a whole. */
@Injectable()
export class GrantStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly codes: AuthorizationCodeStore,
    private readonly refreshTokens: RefreshTokenStore,
    private readonly clock: Clock,
  ) {}

  /** Spends the code and makes its grant, with a refresh token where one is due. Null when the code was spent already. */
  exchange(code: AuthorizationCode, client: Client, now: Date): Promise<{ grant: Grant; refreshToken: string | null } | null> {
    return transact(this.dataSource, async (manager) => {
      if (!(await this.codes.spend(code, manager))) return null;
      const grant = await this.create(manager, code, now);
      // OpenID Connect Core §11; and the client must be able to use it (RFC 7591 §2).
      const isDue = grant.scopes.includes('offline_access') && client.grantTypes.includes('refresh_token');
      const refreshToken = isDue ? await this.refreshTokens.create(manager, grant.grantId, client.refreshTokenTtl, now) : null;
      return { grant, refreshToken };
    });
  }

  /** Ends the grant, its refresh tokens and with them its access tokens. What has ended keeps its first reason. */
  async revoke(grantId: string, reason: RevocationReason): Promise<void> {
    const ended = { revokedAt: this.clock.now(), revokedReason: reason };
    await transact(this.dataSource, async (manager) => {
      await manager.update(RefreshToken, { grantId, revokedAt: IsNull() }, ended);
      await manager.update(Grant, { grantId, revokedAt: IsNull() }, ended);
    });
  }

  private async create(manager: EntityManager, code: AuthorizationCode, now: Date): Promise<Grant> {
    const { grantId, clientId, accountId, sessionId, scopes, resources, claims, acr, amr, authTime } = code;
    const grant = manager.create(Grant, {
      ...{ grantId, clientId, accountId, sessionId, scopes, resources, acr, amr, authTime },
      ...{ claims: claims as object, createdAt: now, revokedAt: null, revokedReason: null },
    });
    await manager.insert(Grant, grant as QueryDeepPartialEntity<Grant>);
    return grant;
  }
}
