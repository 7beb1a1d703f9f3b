import { Injectable } from '@nestjs/common';
import type { Account } from '../account/account.entity.js';
import { permittedScopes } from '../account/roles.js';
import { LedgerStore, NO_GRANT, type PastSuccess, type RefreshAttempt } from '../audit/ledger.store.js';
import { isSuccess, type Refusal, type Success, type Verdict } from '../audit/verdict.js';
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
      if (isStorageTrouble(error)) this.ledger.log(attemptOf('storage_unavailable', null, presented, request));
      throw error;
    }
  }

  /** Null when the family changed in between. */
  private async tryToRedeem(presented: Presented, request: TokenRequest, memory: Memory): Promise<Redemption | null> {
    const facts = await this.witness.gather(presented, request);
    if (!facts.family && !this.codec.parse(presented.token)) {
      await this.ledger.record(attemptOf('malformed', null, presented, request));
      return { verdict: 'malformed' };
    }
    const verdict = judge(facts, request.now);
    // Perhaps the trace of that attempt, if somebody has used the successor since: no reason to end the family.
    if (verdict === 'replayed' && memory.broken) throw memory.broken;
    const retryAfter = isSuccess(verdict) ? this.charge(facts, request, memory) : 0;
    if (retryAfter > 0) {
      await this.ledger.record(attemptOf('rate_limited', facts, presented, request)); // nothing is spent
      return { verdict: 'rate_limited', retryAfter };
    }
    const step = stepOf(verdict, facts, this.codec.currentKeyId, request.now);
    if (!isSuccess(verdict)) return (await this.ledger.record(attemptOf(verdict, facts, presented, request), ...step)) ? { verdict } : null;
    const redeemed = this.entitle(verdict, presented, facts, request);
    const recorded = await this.ledger.record(attemptOf(verdict, facts, redeemed, request, redeemed.accessToken), ...step);
    if (!recorded) return null;
    redeemed.previous = recorded.previous;
    return redeemed;
  }

  /** Once for each request. Only of a success: nobody uses up what is somebody else's. */
  private charge({ grant }: RefreshFacts, { client, now }: TokenRequest, memory: Memory): number {
    if (memory.isCharged) return 0;
    memory.isCharged = true;
    return this.limiter.spend(client.clientId, grant!.grantId, now);
  }

  private entitle(verdict: Success, presented: Presented, facts: RefreshFacts, { client, now }: TokenRequest): Redeemed {
    const { family: judged, grant, account } = facts as { family: RefreshToken; grant: Grant; account: Account };
    const turned = { generation: judged.generation + 1, tokenKeyId: this.codec.currentKeyId, lastUsedAt: now };
    const family = verdict === 'rotated' ? { ...judged, ...turned } : judged;
    return {
      verdict,
      grant,
      account,
      family,
      scopes: presented.scopes.length > 0 ? presented.scopes : permittedScopes(grant.scopes, account.roles),
      resources: presented.resources.length > 0 ? presented.resources : grant.resources,
      accessToken: stampAccessToken(grant.grantId, client.accessTokenTtl, now, family.expiresAt),
      refreshToken: verdict === 'reused' ? presented.token : this.codec.encode(family),
      previous: null,
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

/**
 * What the ledger says of an attempt.
 * @param facts null where the token told of no family
 * @param extent of a success what it grants, of a refusal what was asked for
 */
function attemptOf(
  verdict: Verdict,
  facts: RefreshFacts | null,
  extent: Pick<Presented, 'scopes' | 'resources'>,
  { client, caller, now }: TokenRequest,
  accessToken: AccessTokenStamp | null = null,
): RefreshAttempt {
  const family = facts?.family ?? null;
  const grant = facts?.grant ?? null;
  return {
    grantId: grant?.grantId ?? NO_GRANT,
    at: now,
    verdict,
    reason: (family && grant && (family.revokedReason ?? grant.revokedReason ?? (isFrozen(family, now) ? family.frozenReason : null) ?? facts!.suspicion)) ?? null,
    generation: family && facts!.generation,
    clientId: client.clientId,
    accountId: grant?.accountId ?? null,
    sessionId: grant?.sessionId ?? null,
    caller,
    scopes: extent.scopes,
    resources: extent.resources,
    accessTokenJti: accessToken?.jti ?? null,
    accessTokenExpiresAt: accessToken?.expiresAt ?? null,
  };
}
