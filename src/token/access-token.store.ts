import { Injectable } from '@nestjs/common';
import { DataSource, LessThan } from 'typeorm';
import { NO_GRANT } from '../audit/ledger.store.js';
import { Clock, toSeconds } from '../protocol/clock.js';
import { grantIdOf } from './access-token.js';
import { Grant } from './grant.entity.js';
import { RefreshToken } from './refresh-token.entity.js';
import { RevokedAccessToken } from './revoked-access-token.entity.js';

/** What the database knows of access tokens: the grants they hang on and those that were ended one by one. */
@Injectable()
export class AccessTokenStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Does the token live: not expired, not revoked, its grant and family not ended? With its grant, null for a client's own. */
  async findLive(jti: string, exp: number): Promise<{ grant: Grant | null } | null> {
    const grantId = grantIdOf(jti);
    if (exp <= toSeconds(this.clock.now())) return null;
    if (await this.dataSource.getRepository(RevokedAccessToken).existsBy({ grantId, jti })) return null;
    if (grantId === NO_GRANT) return { grant: null };
    const grant = await this.dataSource
      .createQueryBuilder(Grant, 'grant')
      .leftJoin(RefreshToken, 'family', 'family.grantId = grant.grantId')
      .where('grant.grantId = :grantId AND grant.revokedAt IS NULL AND family.revokedAt IS NULL', { grantId })
      .getOne();
    return grant && { grant };
  }

  /** Ends this token alone (RFC 7009). */
  async revoke(jti: string, exp: number): Promise<void> {
    await this.dataSource
      .createQueryBuilder()
      .insert()
      .into(RevokedAccessToken)
      .values({ grantId: grantIdOf(jti), jti, revokedAt: this.clock.now(), expiresAt: new Date(exp * 1000) })
      .orIgnore()
      .execute();
  }

  /** Forgets revocations of tokens that have expired since. */
  async sweep(now: Date): Promise<void> {
    await this.dataSource.getRepository(RevokedAccessToken).delete({ expiresAt: LessThan(now) });
  }
}
