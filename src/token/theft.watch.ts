import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { LedgerStore } from '../audit/ledger.store.js';
import { RecentMap } from '../protocol/recent.map.js';
import { plusSeconds } from '../protocol/clock.js';
import type { TokenRequest } from './grant-types/grant-type.js';
import type { Redeemed } from './refresh-token.store.js';
import { TheftAlert } from './theft.alert.js';
import { assessTheft, HISTORY_ROWS, whatMayShow } from './theft.policy.js';

/** Quick uses of a family through this process after which its cadence is worth a look: half of what makes one. */
const QUICK_USES = 5;

/** The part of the client's usual interval until its cadence is looked at again: many more uses do not change it much. */
const PAUSE = 1 / 12;

/** Families of which quick uses are remembered. */
const CAPACITY = 100_000;

interface QuickUses {
  /** Since the last look. */
  count: number;
  lookedAt: Date | null;
}

/** Looks after a refresh, when its answer is on the way, whether the token was used as if by two. */
@Injectable()
export class TheftWatch implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Theft');
  private readonly looking = new Set<Promise<void>>();
  private readonly quickUses = new RecentMap<QuickUses>(CAPACITY);

  constructor(
    private readonly ledger: LedgerStore,
    private readonly alert: TheftAlert,
  ) {}

  /** Under `rotate` a replay tells by itself; where the client acts upon a suspicion, it has been looked for before the answer. */
  look({ verdict, grant, previous }: Redeemed, request: TokenRequest): void {
    if (verdict !== 'reused' || request.client.theftAction !== 'alert') return;
    const { client, caller, now } = request;
    const mayShow = whatMayShow({ at: now, ...caller }, previous, client.accessTokenTtl);
    if (mayShow === 'nothing' || (mayShow === 'cadence' && !this.isDue(grant.grantId, request))) return;
    const look = this.assess(grant.grantId, request)
      .catch((err: unknown) => this.logger.warn({ msg: 'could not look for theft', err, requestId: request.caller.requestId }))
      .finally(() => this.looking.delete(look));
    this.looking.add(look);
  }

  /** A cadence is not looked for at each of many uses. */
  private isDue(grantId: string, { client, now }: TokenRequest): boolean {
    const { count, lookedAt } = this.quickUses.get(grantId) ?? { count: 0, lookedAt: null };
    const isPause = lookedAt !== null && now < plusSeconds(lookedAt, client.accessTokenTtl * PAUSE);
    const isDue = count + 1 >= QUICK_USES && !isPause;
    this.quickUses.set(grantId, isDue ? { count: 0, lookedAt: now } : { count: count + 1, lookedAt });
    return isDue;
  }

  /** When everything begun has been looked at, and told. */
  async settled(): Promise<void> {
    await Promise.all(this.looking);
    await this.alert.settled();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.settled();
  }

  private async assess(grantId: string, { client, caller, now }: TokenRequest): Promise<void> {
    const history = await this.ledger.findRecentSuccesses(grantId, HISTORY_ROWS, caller.requestId);
    const assessment = assessTheft({ at: now, ...caller }, history, client.accessTokenTtl);
    if (assessment.score > 0) this.alert.raise({ ...assessment, grantId, client, caller, at: now });
  }
}
