import { Injectable } from '@nestjs/common';
import type { Account } from '../account/account.entity.js';
import { permittedScopes } from '../account/roles.js';
import { LedgerStore, NO_GRANT, type PastSuccess, type RefreshAttempt } from '../audit/ledger.store.js';
import { isSuccess, type Refusal, type Success } from '../audit/verdict.js';
import type { Client } from '../client/client.entity.js';
import { RefreshLimiter } from '../client/rate-limit/refresh.limiter.js';
import { isBrokenConnection, isContention, isStorageTrouble } from '../database/storage.error.js';
import { retrying } from '../database/transaction.js';
import { stampAccessToken, type AccessTokenStamp } from './access-token.js';
import type { TokenRequest } from './grant-types/grant-type.js';
import type { Grant } from './grant.entity.js';
import { RefreshTokenCodec } from './refresh-token.codec.js';
import type { RefreshToken } from './refresh-token.entity.js';
import { isFrozen, judge, type RefreshFacts } from './refresh-token.policy.js';
import { stepOf } from './refresh-token.step.js';
import { RefreshTokenWitness, type Presented } from './refresh-token.witness.js';

/** What a success entitles to. */
export interface Redeemed {
  verdict: Success;
  grant: Grant;
  family: RefreshToken;
  account: Account;
  scopes: readonly string[];
  resources: readonly string[];
  accessToken: AccessTokenStamp;
  /** To come back with: the one presented, or its successor. */
  refreshToken: string;
  /** The success before this one, of a token that was reused. */
  previous: PastSuccess | null;
}

/** `retryAfter`: seconds, when there were too many. */
export type Redemption = { verdict: Refusal; retryAfter?: number } | Redeemed;

/** What the attempts of one request remember. */
interface Memory {
  /** How the connection broke under an earlier attempt, whose statement may have been done all the same. */
  broken: unknown;
  isCharged: boolean;
}

/** How often a redemption is judged anew because the family changed under it: each time somebody else got on, so this is far off. */
const ATTEMPTS = 10;

/** Redeems refresh tokens. */
@Injectable()
export class RefreshTokenStore {
  constructor(
    private readonly ledger: LedgerStore,
    private readonly codec: RefreshTokenCodec,
    private readonly witness: RefreshTokenWitness,
    private readonly limiter: RefreshLimiter,
  ) {}

  /** Reads, judges, and writes state and ledger in one statement, on the condition that what was judged still stands. */
  async redeem(presented: Presented, request: TokenRequest): Promise<Redemption> {
    const memory: Memory = { broken: null, isCharged: false };
    const mayRepeat = (error: unknown) => {
      if (isBrokenConnection(error)) memory.broken = error;
      return isRepeatable(error, request.client);
    };
    try {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const redemption = await retrying(() => this.tryToRedeem(presented, request, memory), mayRepeat);
        if (redemption) return redemption;
      }
      throw new Error('a family changed faster than it could be judged');
    } catch (error) {
      if (isStorageTrouble(error)) this.ledger.log({ ...blankAttempt(presented, request), verdict: 'storage_unavailable' });
      throw error;
    }
  }

  /** Null when the family changed in between. */
  private async tryToRedeem(presented: Presented, request: TokenRequest, memory: Memory): Promise<Redemption | null> {
    const blank = blankAttempt(presented, request);
    if (!this.codec.parse(presented.token)) {
      await this.ledger.record({ ...blank, verdict: 'malformed' });
      return { verdict: 'malformed' };
    }
    const facts = await this.witness.gather(presented, request);
    const verdict = judge(facts, request.now);
    // Perhaps the trace of that attempt, if somebody has used the successor since: no reason to end the family.
    if (verdict === 'replayed' && memory.broken) throw memory.broken;
    const wait = isSuccess(verdict) ? this.charge(facts, request, memory) : 0;
    if (wait > 0) return this.slowDown({ ...blank, ...describe(facts, request.now) }, wait);
    const step = stepOf(verdict, facts, this.codec.currentKeyId, request.now);
    const attempt = { ...blank, ...describe(facts, request.now), verdict };
    if (!isSuccess(verdict)) return (await this.ledger.record(attempt, ...step)) ? { verdict } : null;
    const redeemed = this.entitle(verdict, presented, facts, request);
    const recorded = await this.ledger.record({ ...attempt, ...grantedBy(redeemed) }, ...step);
    return recorded && { ...redeemed, previous: recorded.previous };
  }

  /** Once for each request. Only of a success: nobody uses up what is somebody else's. */
  private charge({ grant }: RefreshFacts, { client, now }: TokenRequest, memory: Memory): number {
    if (memory.isCharged) return 0;
    memory.isCharged = true;
    return this.limiter.spend(client.clientId, grant!.grantId, now);
  }

  /** Nothing is spent. */
  private async slowDown(attempt: Omit<RefreshAttempt, 'verdict'>, retryAfter: number): Promise<Redemption> {
    await this.ledger.record({ ...attempt, verdict: 'rate_limited' });
    return { verdict: 'rate_limited', retryAfter };
  }

  private entitle(verdict: Success, presented: Presented, facts: RefreshFacts, { client, now }: TokenRequest): Omit<Redeemed, 'previous'> {
    const [grant, account] = [facts.grant!, facts.account!];
    const isTurned = verdict === 'rotated';
    const turned = { generation: facts.family!.generation + 1, tokenKeyId: this.codec.currentKeyId, lastUsedAt: now };
    const family = isTurned ? { ...facts.family!, ...turned } : facts.family!;
    return {
      ...{ verdict, grant, account, family },
      scopes: presented.scopes.length > 0 ? presented.scopes : permittedScopes(grant.scopes, account.roles),
      resources: presented.resources.length > 0 ? presented.resources : grant.resources,
      accessToken: stampAccessToken(grant.grantId, client.accessTokenTtl, now, family.expiresAt),
      refreshToken: verdict === 'reused' ? presented.token : this.codec.encode(family),
    };
  }
}

/**
 * May a redemption that failed so be done over? Inside a window for retries, even when its statement had been done after all: a
 * reuse adds a row to the ledger, a rotation is then a retry and gets the same successor.
 */
function isRepeatable(error: unknown, { retryWindow }: Client): boolean {
  return isContention(error) || (retryWindow > 0 && isBrokenConnection(error));
}

/** The ledger's row of an attempt of which nothing is known yet but who made it. */
function blankAttempt({ scopes, resources }: Presented, { client, caller, now }: TokenRequest): Omit<RefreshAttempt, 'verdict'> {
  return {
    ...{ grantId: NO_GRANT, at: now, reason: null, generation: null, clientId: client.clientId, accountId: null, sessionId: null },
    ...{ caller, scopes: [...scopes], resources: [...resources], accessTokenJti: null, accessTokenExpiresAt: null },
  };
}

/** What the ledger says of the family; nothing when the token is not ours. */
function describe({ family, grant, generation, suspicion }: RefreshFacts, now: Date): Partial<RefreshAttempt> {
  if (!family || !grant) return {};
  const { grantId, accountId, sessionId } = grant;
  const frozen = isFrozen(family, now) ? family.frozenReason : null;
  return { grantId, accountId, sessionId, generation, reason: family.revokedReason ?? grant.revokedReason ?? frozen ?? suspicion };
}

function grantedBy({ scopes, resources, accessToken }: Pick<Redeemed, 'scopes' | 'resources' | 'accessToken'>): Partial<RefreshAttempt> {
  return { scopes: [...scopes], resources: [...resources], accessTokenJti: accessToken.jti, accessTokenExpiresAt: accessToken.expiresAt };
}
