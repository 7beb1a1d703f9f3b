import { Injectable } from '@nestjs/common';
import { AccountStore } from '../account/account.store.js';
import { LedgerStore } from '../audit/ledger.store.js';
import { ConsentStore } from '../auth/consent.store.js';
import { SessionStore } from '../auth/session.store.js';
import type { Client } from '../client/client.entity.js';
import { plusSeconds } from '../protocol/clock.js';
import type { Grant } from './grant.entity.js';
import type { RefreshFacts } from './refresh-token.policy.js';
import type { RefreshToken } from './refresh-token.entity.js';

/** Whose word a grant rests on. */
export type GrantTestimony = Pick<RefreshFacts, 'account' | 'consentWithdrawnAt'>;

/** What a family is judged by that stands elsewhere. */
export type FamilyTestimony = GrantTestimony & Pick<RefreshFacts, 'hasSessionEnded' | 'lastUsedAt'>;

/** Tells how the world stands now around a grant: nothing of it is remembered from the login. */
@Injectable()
export class GrantWitness {
  constructor(
    private readonly accounts: AccountStore,
    private readonly consents: ConsentStore,
    private readonly sessions: SessionStore,
    private readonly ledger: LedgerStore,
  ) {}

  async testify({ accountId, clientId }: Grant): Promise<GrantTestimony> {
    const [account, consent] = await Promise.all([this.accounts.find(accountId), this.consents.find(accountId, clientId)]);
    return { account, consentWithdrawnAt: consent?.withdrawnAt ?? null };
  }

  async testifyOf(family: RefreshToken, grant: Grant, client: Client, now: Date): Promise<FamilyTestimony> {
    const [testimony, isLoggedIn, lastUsedAt] = await Promise.all([
      this.testify(grant),
      endsWithSession(grant, client) ? this.sessions.isAlive(grant.accountId, grant.sessionId) : true,
      this.findLastUse(family, client.refreshTokenIdleTtl, now),
    ]);
    return { ...testimony, hasSessionEnded: !isLoggedIn, lastUsedAt };
  }

  /** The row is not written at every use. Where it says that the family was idle for too long, the ledger has the last word. */
  private async findLastUse({ grantId, lastUsedAt, issuedAt }: RefreshToken, idleTtl: number | null, now: Date): Promise<Date> {
    const noted = lastUsedAt ?? issuedAt;
    if (idleTtl === null || now < plusSeconds(noted, idleTtl)) return noted;
    const used = await this.ledger.findLastSuccess(grantId);
    return used && used > noted ? used : noted;
  }
}

/** Without `offline_access` a refresh token is for the time of the login (OpenID Connect Core §11), and so by policy of the client. */
function endsWithSession({ scopes }: Grant, { endsAtLogout }: Client): boolean {
  return endsAtLogout || !scopes.includes('offline_access');
}
