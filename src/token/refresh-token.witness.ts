import { Injectable } from '@nestjs/common';
import type { Caller } from '../audit/caller.js';
import { LedgerStore } from '../audit/ledger.store.js';
import { isLoggedIn } from '../auth/standing.js';
import type { Client } from '../client/client.entity.js';
import { plusSeconds } from '../protocol/clock.js';
import type { TokenRequest } from './grant-types/grant-type.js';
import type { Grant } from './grant.entity.js';
import { RefreshTokenFinder } from './refresh-token.finder.js';
import { rotates, type RefreshFacts } from './refresh-token.policy.js';
import type { RefreshToken } from './refresh-token.entity.js';
import { SUSPICIOUS, TheftAlert } from './theft.alert.js';
import { assessTheft, HISTORY_ROWS } from './theft.policy.js';

/** A refresh token as it came, and what is asked for with it. */
export interface Presented {
  token: string;
  scopes: readonly string[];
  resources: readonly string[];
}

/** A request, or somebody who only looks: nobody is suspected for that. */
type Onlooker = Omit<TokenRequest, 'caller'> & { caller: Caller | null };

/** What is known of a token that we did not make. */
const NOBODY = { family: null, grant: null, generation: 0, account: null, consentWithdrawnAt: null, hasSessionEnded: false, lastUsedAt: null, suspicion: null };

/** Tells all that a refresh is judged by, as the world stands now: nothing of it is remembered from the login. */
@Injectable()
export class RefreshTokenWitness {
  constructor(
    private readonly finder: RefreshTokenFinder,
    private readonly ledger: LedgerStore,
    private readonly alert: TheftAlert,
  ) {}

  async gather({ token, scopes, resources }: Presented, { client, jkt, caller, now }: Onlooker): Promise<RefreshFacts> {
    const found = await this.finder.find(token);
    if (!found) return { client, jkt, scopes, resources, ...NOBODY };
    const { family, grant, standing } = found;
    return {
      client,
      jkt,
      scopes,
      resources,
      family,
      grant,
      generation: found.generation,
      account: standing.account,
      consentWithdrawnAt: standing.consentWithdrawnAt,
      hasSessionEnded: endsWithSession(grant, client) && !isLoggedIn(standing, now),
      lastUsedAt: await this.findLastUse(family, client.refreshTokenIdleTtl, now),
      suspicion: caller && actsOnSuspicion(client) && !rotates(client, family) ? await this.findSuspicion(family, client, caller, now) : null,
    };
  }

  private async findSuspicion({ grantId }: RefreshToken, client: Client, caller: Caller, now: Date): Promise<string | null> {
    const history = await this.ledger.findRecentSuccesses(grantId, HISTORY_ROWS, caller.requestId);
    const assessment = assessTheft({ at: now, ...caller }, history, client.accessTokenTtl);
    if (assessment.score > 0) this.alert.raise({ ...assessment, grantId, client, caller, at: now });
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
