import { Injectable } from '@nestjs/common';
import { RefreshTallyStore } from '../../audit/refresh-tally.store.js';
import { LiveCensusStore, type FrozenFamily } from '../../token/listing/live-census.store.js';
import { SuspicionListStore, type SuspectedFamily } from '../../token/listing/suspicion-list.store.js';
import { Lately } from './lately.js';
import type { FrozenFamilyView, OverviewView, SuspectedFamilyView } from './overview.view.js';

const CLIENTS_SHOWN = 10;

/** What goes on with the tokens; asked for by however many, looked at now and then. */
@Injectable()
export class Traffic {
  private readonly census: Lately<Pick<OverviewView, 'live_families' | 'clients'>>;
  private readonly frozen: Lately<OverviewView['frozen']>;
  private readonly suspected: Lately<OverviewView['suspected']>;
  private readonly verdicts: Lately<OverviewView['verdicts']>;

  constructor(census: LiveCensusStore, suspicions: SuspicionListStore, tally: RefreshTallyStore) {
    this.census = new Lately(20, async (now) => {
      const { families: count, isEstimate, clients } = await census.take(now);
      const first = clients.slice(0, CLIENTS_SHOWN).map(({ clientId, clientName, families }) => ({ client: clientId, client_name: clientName, live_families: families }));
      return { live_families: { count, is_estimate: isEstimate, counted_at: now }, clients: first };
    });
    this.frozen = new Lately(5, async (now) => {
      const { count, hasMore, latest } = await census.findFrozen(now);
      return { count, has_more: hasMore, latest: latest.map(showFrozen) };
    });
    this.suspected = new Lately(5, async (now) => {
      const { count, hasMore, latest } = await suspicions.find(now);
      return { count, has_more: hasMore, latest: latest.map(showSuspected) };
    });
    this.verdicts = new Lately(2, async (now) => (await tally.findTotals(now)).map(({ verdict, lastHour, lastDay }) => ({ verdict, last_hour: lastHour, last_day: lastDay })));
  }

  /** One after the other: refreshes need connections too. */
  async look(now: Date): Promise<Pick<OverviewView, 'live_families' | 'clients' | 'frozen' | 'suspected' | 'verdicts'>> {
    return { ...(await this.census.get(now)), frozen: await this.frozen.get(now), suspected: await this.suspected.get(now), verdicts: await this.verdicts.get(now) };
  }
}

function showFrozen({ grantId, clientId, clientName, accountId, username, frozenAt, frozenReason }: FrozenFamily): FrozenFamilyView {
  return { id: grantId, client: clientId, client_name: clientName, account: accountId, username, frozen_at: frozenAt, reason: frozenReason };
}

function showSuspected({ grantId, clientId, clientName, accountId, username, suspectedAt, score, signals, reason }: SuspectedFamily): SuspectedFamilyView {
  return { id: grantId, client: clientId, client_name: clientName, account: accountId, username, suspected_at: suspectedAt, score, signals, reason };
}
