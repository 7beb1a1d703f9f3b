import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Granted, GrantedTable } from '../auth/granted.js';
import type { Client } from '../client/client.entity.js';
import { poolOf } from '../database/data-source.js';
import { RowShape } from '../database/row.shape.js';
import { isBrokenConnection, isPassing } from '../database/storage.error.js';
import { retrying } from '../database/transaction.js';
import { plusSeconds } from '../protocol/clock.js';
import { stampAccessToken, type AccessTokenStamp } from './access-token.js';
import type { TokenRequest } from './grant-types/grant-type.js';
import { Grant } from './grant.entity.js';
import { RefreshToken } from './refresh-token.entity.js';
import { RefreshTokenFounder, type Founded } from './refresh-token.founder.js';

/** A grant that was made; without a family there is no refresh token. */
export type FoundedGrant = { grant: Grant; accessToken: AccessTokenStamp } & (Founded | { family: null; refreshToken: null });

/** Makes grants of what a person allowed. */
@Injectable()
export class GrantFounder {
  private readonly grant: RowShape<Grant>;
  private readonly family: RowShape<RefreshToken>;
  private readonly statements: Readonly<Record<GrantedTable, string>>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly families: RefreshTokenFounder,
  ) {
    this.grant = new RowShape(dataSource, Grant, '"grant"');
    this.family = new RowShape(dataSource, RefreshToken, 'family');
    this.statements = { authorization_code: this.statement('authorization_code'), device_authorization: this.statement('device_authorization') };
  }

  /**
   * Spends what waited in the table, and makes its grant, with a refresh token where one is due. Null when it was spent already. A connection
   * that breaks under it does no harm: whether it was done then, the name of the access token tells.
   */
  async found(granted: Granted, request: TokenRequest, table: GrantedTable = 'authorization_code'): Promise<FoundedGrant | null> {
    const founded = this.make(granted, request);
    let isInDoubt = false;
    const isDone = await retrying(
      async () => (await this.write(founded, request, table)) || (isInDoubt && (await this.isWritten(founded.grant))),
      (error) => {
        isInDoubt ||= isBrokenConnection(error);
        return isPassing(error);
      },
    );
    return isDone ? founded : null;
  }

  private make(granted: Granted, request: TokenRequest): FoundedGrant {
    const { client, caller, now } = request;
    const { grantId, clientId, accountId, sessionId, scopes, resources, claims, acr, amr, authTime } = granted;
    const until = isRefreshable(granted, client) ? plusSeconds(now, client.refreshTokenTtl) : null;
    const accessToken = stampAccessToken(grantId, client.accessTokenTtl, now, until ?? undefined);
    const grant = Object.assign(new Grant(), {
      ...{ grantId, clientId, accountId, sessionId, scopes, resources, claims, acr, amr, authTime, createdAt: now, revokedAt: null, revokedReason: null },
      ...{ ip: caller.ip, userAgent: caller.userAgent, accessTokenJti: accessToken.jti, accessTokenExpiresAt: accessToken.expiresAt },
    });
    return { grant, accessToken, ...(until ? this.families.begin(grant, request) : { family: null, refreshToken: null }) };
  }

  /** False when it was spent already. In one statement, unless older families have to make room for this one. */
  private async write({ grant, family }: FoundedGrant, request: TokenRequest, table: GrantedTable): Promise<boolean> {
    const cap = request.client.maxLiveTokens;
    const text = this.statements[table];
    const values = [request.now, grant.grantId, ...this.grant.values(grant), ...this.family.values(family)];
    if (!family || cap === null) return (await poolOf(this.dataSource).query({ name: `found_${table}`, text, values })).rowCount === 1;
    return this.dataSource.transaction(async (manager) => {
      const isFirst = (await manager.query<unknown[]>(text, values)).length === 1;
      if (isFirst) await this.families.endOldest(manager, grant, cap, request);
      return isFirst;
    });
  }

  private statement(table: GrantedTable): string {
    const [ofGrant, ofFamily] = [3, 3 + this.grant.values(null).length];
    return `WITH spent AS (UPDATE ${table} SET spent_at = $1 WHERE grant_id = $2 AND spent_at IS NULL RETURNING grant_id),
      made AS (INSERT INTO "grant" (${this.grant.columns}) SELECT ${this.grant.parameters(ofGrant)} FROM spent RETURNING grant_id),
      family AS (INSERT INTO refresh_token (${this.family.columns}) SELECT ${this.family.parameters(ofFamily)} FROM made WHERE $${ofFamily} IS NOT NULL)
      SELECT FROM made`;
  }

  private isWritten({ grantId, accessTokenJti }: Grant): Promise<boolean> {
    return this.dataSource.manager.existsBy(Grant, { grantId, accessTokenJti: accessTokenJti! });
  }
}

/** OpenID Connect Core §11, or the client's policy; and the client must be able to use it (RFC 7591 §2). */
function isRefreshable({ scopes }: Granted, { grantTypes, withoutOfflineAccess }: Client): boolean {
  return grantTypes.includes('refresh_token') && (withoutOfflineAccess || scopes.includes('offline_access'));
}
