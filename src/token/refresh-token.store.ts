import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Account } from '../account/account.entity.js';
import { AccountStore } from '../account/account.store.js';
import { LedgerStore, NO_GRANT, type RefreshAttempt, type Step } from '../audit/ledger.store.js';
import type { Refusal } from '../audit/verdict.js';
import { isStorageTrouble } from '../database/storage.error.js';
import { plusSeconds } from '../protocol/clock.js';
import { stampAccessToken, type AccessTokenStamp } from './access-token.js';
import type { TokenRequest } from './grant-types/grant-type.js';
import { Grant } from './grant.entity.js';
import { RefreshTokenCodec } from './refresh-token.codec.js';
import { RefreshToken } from './refresh-token.entity.js';
import { judge, type RefreshFacts } from './refresh-token.policy.js';

/** A refresh token as it came, and what is asked for with it. */
export interface Presented {
  token: string;
  scopes: readonly string[];
  resources: readonly string[];
}

export type Redemption =
  | { verdict: Refusal }
  | { verdict: 'reused'; grant: Grant; account: Account; scopes: readonly string[]; resources: readonly string[]; accessToken: AccessTokenStamp };

/** How often a redemption is judged anew because the family changed under it. */
const ATTEMPTS = 3;

/** The state that was judged still stands: written into the same statement as the ledger's row. */
const UNCHANGED = `SELECT 1 FROM refresh_token JOIN "grant" USING (grant_id)
  WHERE grant_id = $1 AND generation = $2 AND refresh_token.revoked_at IS NULL AND "grant".revoked_at IS NULL`;

/** The families of refresh tokens: made, found, redeemed. */
@Injectable()
export class RefreshTokenStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly ledger: LedgerStore,
    private readonly codec: RefreshTokenCodec,
    private readonly accounts: AccountStore,
  ) {}

  /** Begins a grant's family in the caller's transaction and returns its token. @param ttl seconds, absolute */
  async create(manager: EntityManager, grantId: string, ttl: number, now: Date): Promise<string> {
    const family = manager.create(RefreshToken, {
      ...{ grantId, salt: randomBytes(32), tokenKeyId: this.codec.currentKeyId, generation: 0 },
      ...{ issuedAt: now, expiresAt: plusSeconds(now, ttl), revokedAt: null, revokedReason: null },
    });
    await manager.insert(RefreshToken, family);
    return this.codec.encode(family);
  }

  /** The family and grant of a token that we made, whatever has become of them; null for any other string. */
  async find(token: string): Promise<{ family: RefreshToken; grant: Grant; generation: number } | null> {
    const presented = this.codec.parse(token);
    const family = presented && (await this.findFamily(presented.grantId));
    if (!family || !this.codec.isGenuine(presented, family)) return null;
    return { family, grant: family.grant, generation: presented.generation };
  }

  /** Reads, judges, and writes the attempt to the ledger, on the condition that what was judged still stands. */
  async redeem(presented: Presented, request: TokenRequest): Promise<Redemption> {
    try {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const redemption = await this.tryToRedeem(presented, request);
        if (redemption) return redemption;
      }
      throw new Error('a family changed faster than it could be judged');
    } catch (error) {
      if (isStorageTrouble(error)) this.ledger.log({ ...blankAttempt(presented, request), verdict: 'storage_unavailable' });
      throw error;
    }
  }

  /** Null when the family changed in between. */
  private async tryToRedeem(presented: Presented, request: TokenRequest): Promise<Redemption | null> {
    const blank = blankAttempt(presented, request);
    if (!this.codec.parse(presented.token)) {
      await this.ledger.record({ ...blank, verdict: 'malformed' });
      return { verdict: 'malformed' };
    }
    const facts = await this.gather(presented, request);
    const verdict = judge(facts, request.now);
    const { grant, account } = facts;
    if (verdict !== 'reused') {
      await this.ledger.record({ ...blank, ...describe(facts), verdict });
      return { verdict };
    }
    const scopes = presented.scopes.length > 0 ? presented.scopes : grant!.scopes;
    const resources = presented.resources.length > 0 ? presented.resources : grant!.resources;
    const accessToken = stampAccessToken(grant!.grantId, request.client.accessTokenTtl, request.now);
    const granted = { scopes: [...scopes], resources: [...resources], accessTokenJti: accessToken.jti, accessTokenExpiresAt: accessToken.expiresAt };
    const step: Step = { sql: UNCHANGED, values: [facts.generation] };
    const stands = await this.ledger.record({ ...blank, ...describe(facts), ...granted, verdict }, step);
    return stands ? { verdict, grant: grant!, account: account!, scopes, resources, accessToken } : null;
  }

  private async gather({ token, scopes, resources }: Presented, { client }: TokenRequest): Promise<RefreshFacts> {
    const found = await this.find(token);
    const account = found && (await this.accounts.find(found.grant.accountId));
    return { client, family: found?.family ?? null, grant: found?.grant ?? null, generation: found?.generation ?? 0, account, scopes, resources };
  }

  private findFamily(grantId: string): Promise<(RefreshToken & { grant: Grant }) | null> {
    const query = this.dataSource
      .createQueryBuilder(RefreshToken, 'family')
      .innerJoinAndMapOne('family.grant', Grant, 'grant', 'grant.grantId = family.grantId')
      .where('family.grantId = :grantId', { grantId });
    return query.getOne() as Promise<(RefreshToken & { grant: Grant }) | null>;
  }
}

/** The ledger's row of an attempt of which nothing is known yet but who made it. */
function blankAttempt({ scopes, resources }: Presented, { client, caller, now }: TokenRequest): Omit<RefreshAttempt, 'verdict'> {
  return {
    ...{ grantId: NO_GRANT, at: now, reason: null, generation: null, clientId: client.clientId, accountId: null, sessionId: null },
    ...{ caller, scopes: [...scopes], resources: [...resources], accessTokenJti: null, accessTokenExpiresAt: null },
  };
}

/** What the ledger says of the family; nothing when the token is not ours. */
function describe({ family, grant, generation }: RefreshFacts): Partial<RefreshAttempt> {
  if (!family || !grant) return {};
  const { grantId, accountId, sessionId } = grant;
  return { grantId, accountId, sessionId, generation, reason: family.revokedReason ?? grant.revokedReason };
}
