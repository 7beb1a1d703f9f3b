import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { LedgerStore } from '../audit/ledger.store.js';
import type { TokenRequest } from './grant-types/grant-type.js';
import type { Redeemed } from './refresh-token.store.js';
import { describeSuspicion } from './theft.alert.js';
import { assessTheft, HISTORY_ROWS } from './theft.policy.js';

/** Looks after a refresh, when its answer is on the way, whether the token was used as if by two. */
@Injectable()
export class TheftWatch implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Theft');
  private readonly looking = new Set<Promise<void>>();

  constructor(private readonly ledger: LedgerStore) {}

  /** Under `rotate` a replay tells by itself; where the client acts upon a suspicion, it has been looked for before the answer. */
  look({ verdict, grant }: Redeemed, request: TokenRequest): void {
    if (verdict !== 'reused' || request.client.theftAction !== 'alert') return;
    const look = this.assess(grant.grantId, request)
      .catch((err: unknown) => this.logger.warn({ msg: 'could not look for theft', err, requestId: request.caller.requestId }))
      .finally(() => this.looking.delete(look));
    this.looking.add(look);
  }

  /** When everything begun has been looked at. */
  async settled(): Promise<void> {
    await Promise.all(this.looking);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.settled();
  }

  private async assess(grantId: string, { client, caller, now }: TokenRequest): Promise<void> {
    const history = await this.ledger.findRecentSuccesses(grantId, HISTORY_ROWS, caller.requestId);
    const assessment = assessTheft({ at: now, ...caller }, history, client.accessTokenTtl);
    if (assessment.score > 0) this.logger.warn(describeSuspicion(assessment, grantId, caller.requestId));
  }
}
