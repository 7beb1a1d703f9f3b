import { Injectable } from '@nestjs/common';
import { DataSource, LessThan, type EntityManager } from 'typeorm';
import { NO_GRANT } from '../audit/ledger.store.js';
import { StandingShape, type Standing } from '../auth/standing.js';
import { RowShape } from '../database/row.shape.js';
import { SharedStatement } from '../database/shared.statement.js';
import { LONGEST_TOKEN_TTL } from '../keys/signing-key.policy.js';
import { Clock, plusSeconds, toSeconds } from '../protocol/clock.js';
import { grantIdOf } from './access-token.js';
import { Grant } from './grant.entity.js';
import { RevokedAccessToken } from './revoked-access-token.entity.js';

/** What the database knows of access tokens: the grants they hang on and those that were ended one by one. */
@Injectable()
export class AccessTokenStore {
  private readonly grant: RowShape<Grant>;
  private readonly statement: SharedStatement;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly standing: StandingShape,
  ) {
    this.grant = new RowShape(dataSource, Grant, '"grant"');
    const sql = `SELECT asked.place::integer, revoked.jti, family.revoked_at, ${this.grant.select}, ${standing.select}
      FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS asked (grant_id, jti, place)
      LEFT JOIN revoked_access_token revoked USING (grant_id, jti)
      LEFT JOIN refresh_token family USING (grant_id) LEFT JOIN "grant" USING (grant_id) ${standing.join}`;
    this.statement = new SharedStatement(dataSource, { name: 'access_token', sql, isRead: true });
  }

  /** Does the token live: not expired, not revoked, its grant and family not ended? With its grant and what that rests on, null for a client's own. */
  async findLive(jti: string, exp: number): Promise<{ person: { grant: Grant; standing: Standing } | null } | null> {
    const grantId = grantIdOf(jti);
    if (exp <= toSeconds(this.clock.now())) return null;
    const row = (await this.statement.ask([grantId, jti]))!;
    const [, revoked, familyRevokedAt] = row;
    if (revoked) return null;
    if (grantId === NO_GRANT) return { person: null };
    const grant = this.grant.read(row, 3);
    if (!grant || grant.revokedAt || familyRevokedAt) return null;
    return { person: { grant, standing: this.standing.read(row, 3 + this.grant.width) } };
  }

  /** Ends this token alone (RFC 7009). Once is enough. */
  async revoke(jti: string, exp: number, manager: EntityManager = this.dataSource.manager): Promise<void> {
    await manager
      .createQueryBuilder()
      .insert()
      .into(RevokedAccessToken)
      .values({ grantId: grantIdOf(jti), jti, revokedAt: this.clock.now(), expiresAt: new Date(exp * 1000) })
      .orIgnore()
      .execute();
  }

  /** Ends those of the grant that are out, as the ledger and the grant tell; refreshes bring others as long as the family lives and is not frozen. */
  async revokeAllOf(manager: EntityManager, grantId: string): Promise<void> {
    const lives = `grant_id = $1 AND access_token_jti IS NOT NULL AND access_token_expires_at > $2`;
    const columns = 'grant_id, access_token_jti, $2::timestamptz, access_token_expires_at';
    await manager.query(
      `INSERT INTO revoked_access_token (grant_id, jti, revoked_at, expires_at)
       SELECT ${columns} FROM refresh_usage WHERE ${lives} AND at > $3 UNION SELECT ${columns} FROM "grant" WHERE ${lives} ON CONFLICT DO NOTHING`,
      [grantId, this.clock.now(), plusSeconds(this.clock.now(), -LONGEST_TOKEN_TTL)],
    );
  }

  /** Forgets revocations of tokens that have expired since. */
  async sweep(now: Date): Promise<void> {
    await this.dataSource.getRepository(RevokedAccessToken).delete({ expiresAt: LessThan(now) });
  }
}
