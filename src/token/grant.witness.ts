import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../audit/caller.js';
import { LedgerStore } from '../audit/ledger.store.js';
import { StandingStore } from '../auth/standing.store.js';
import type { Client } from '../client/client.entity.js';
import { plusSeconds } from '../protocol/clock.js';
import type { Grant } from './grant.entity.js';
import { rotates, type RefreshFacts } from './refresh-token.policy.js';
import type { RefreshToken } from './refresh-token.entity.js';
import { describeSuspicion, SUSPICIOUS } from './theft.alert.js';
import { assessTheft, HISTORY_ROWS } from './theft.policy.js';

/** Whose word a grant rests on. */
export type GrantTestimony = Pick<RefreshFacts, 'account' | 'consentWithdrawnAt'>;

/** What a family is judged by that stands elsewhere. */
export type FamilyTestimony = GrantTestimony & Pick<RefreshFacts, 'hasSessionEnded' | 'lastUsedAt' | 'suspicion'>;

interface Moment {
  client: Client;
  now: Date;
}

/** Tells how the world stands now around a grant: nothing of it is remembered from the login. */
@Injectable()
export class GrantWitness {
  private readonly logger = new Logger('Theft');

  constructor(
    private readonly standings: StandingStore,
    private readonly ledger: LedgerStore,
  ) {}

  testify({ accountId, clientId }: Grant): Promise<GrantTestimony> {
    return this.standings.find(accountId, clientId, null);
  }

  /** @param caller null when the token is only looked at */
  async testifyOf(family: RefreshToken, grant: Grant, { client, now }: Moment, caller: Caller | null): Promise<FamilyTestimony> {
    const [{ account, consentWithdrawnAt, isLoggedIn }, lastUsedAt, suspicion] = await Promise.all([
      this.standings.find(grant.accountId, grant.clientId, endsWithSession(grant, client) ? grant.sessionId : null),
      this.findLastUse(family, client.refreshTokenIdleTtl, now),
      caller && actsOnSuspicion(client) && !rotates(client, family) ? this.findSuspicion(family, client, caller, now) : null,
    ]);
    return { account, consentWithdrawnAt, hasSessionEnded: !isLoggedIn, lastUsedAt, suspicion };
  }

  private async findSuspicion({ grantId }: RefreshToken, client: Client, caller: Caller, now: Date): Promise<string | null> {
    const history = await this.ledger.findRecentSuccesses(grantId, HISTORY_ROWS, caller.requestId);
    const assessment = assessTheft({ at: now, ...caller }, history, client.accessTokenTtl);
    if (assessment.score > 0) this.logger.warn(describeSuspicion(assessment, grantId, caller.requestId));
    return assessment.score >= SUSPICIOUS ? assessment.signals.map(({ name }) => name).join(' ') : null;
  }

  /** The row is not written at every use. Where it says that the family was idle for too long, the ledger has the last word. */
  private async findLastUse({ grantId, lastUsedAt, issuedAt }: RefreshToken, idleTtl: number | null, now: Date): Promise<Date> {
    const noted = lastUsedAt ?? issuedAt;
    if (idleTtl === null || now < plusSeconds(noted, idleTtl)) return noted;
    const used = await this.ledger.findLastSuccess(grantId);
    return used && used > noted ? used : noted;
  }
}

/** Under `rotate` a replay tells by itself. */
function actsOnSuspicion({ theftAction }: Client): boolean {
  return theftAction === 'rotate' || theftAction === 'freeze';
}

/** Without `offline_access` a refresh token is for the time of the login (OpenID Connect Core §11), and so by policy of the client. */
function endsWithSession({ scopes }: Grant, { endsAtLogout }: Client): boolean {
  return endsAtLogout || !scopes.includes('offline_access');
}
