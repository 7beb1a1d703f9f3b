import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../protocol/clock.js';
import { rowsSql, type LedgerRow } from '../sealing/ledger.encoding.js';
import { endOf } from '../sealing/seal.js';
import { SealStore } from '../sealing/seal.store.js';
import { DeliveryStore } from './delivery.store.js';
import type { LedgerDelivery } from './ledger-delivery.entity.js';
import type { Parcel, Sink } from './sink.js';
import { Sinks } from './sinks.js';

/** Milliseconds from the first failure to the next attempt; each further one doubles them. */
const FIRST_DELAY = 1000;
const LONGEST_DELAY = 300_000;

/** Of one sink, for those who ask. */
export type DeliveryState = LedgerDelivery & { isConfigured: boolean };

/** Delivers seal after seal to the sinks, at least once and in order: one replica at a time, nothing held in memory, the cursor in the database. */
@Injectable()
export class LedgerDeliverer {
  private readonly logger = new Logger('Ledger');
  private readonly stopping = new AbortController();

  constructor(
    private readonly seals: SealStore,
    private readonly deliveries: DeliveryStore,
    private readonly sinks: Sinks,
    private readonly clock: Clock,
  ) {}

  /** Each sink as far as it goes; none waits for another. */
  async work(): Promise<void> {
    const outcomes = await Promise.allSettled(this.sinks.all.map((sink) => this.deliveries.alone(sink.lock, () => this.deliver(sink))));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /** What is under way breaks off, and is sent again by whoever comes next. */
  async stop(): Promise<void> {
    this.stopping.abort();
  }

  async states(): Promise<DeliveryState[]> {
    const states = await Promise.all((['webhook', 'syslog'] as const).map((name) => this.deliveries.find(name)));
    return states.map((state) => ({ ...state, isConfigured: this.sinks.all.some(({ name }) => name === state.sink) }));
  }

  private async deliver(sink: Sink): Promise<void> {
    let state = await this.deliveries.find(sink.name);
    while (!this.stopping.signal.aborted && !(state.nextAttemptAt && state.nextAttemptAt > this.clock.now())) {
      const parcel = await this.pack(state.seal);
      if (!parcel) return;
      state = await this.attempt(sink, parcel, state);
      if (!this.stopping.signal.aborted) await this.deliveries.save(state);
    }
  }

  private async attempt(sink: Sink, parcel: Parcel, state: LedgerDelivery): Promise<LedgerDelivery> {
    try {
      if (parcel.rows.length > 0) await sink.send(parcel, this.stopping.signal);
      if (state.failures > 0) this.logger.log({ msg: 'the ledger is delivered again', sink: sink.name, seal: parcel.seal });
      return { ...state, seal: parcel.seal, deliveredAt: this.clock.now(), failures: 0, lastError: null, nextAttemptAt: null };
    } catch (error) {
      const failures = state.failures + 1;
      const delay = Math.min(FIRST_DELAY * 2 ** (failures - 1), LONGEST_DELAY) * (0.5 + Math.random() / 2);
      const lastError = (error as Error).message.slice(0, 500);
      if (failures === 1 && !this.stopping.signal.aborted) this.logger.warn({ msg: 'the ledger is not delivered; tries again', sink: sink.name, seal: parcel.seal, error: lastError });
      return { ...state, failures, lastError, nextAttemptAt: new Date(this.clock.now().getTime() + delay) };
    }
  }

  /** The next seal with its rows as they are now: of a month that was dropped there are none. */
  private pack(after: number): Promise<Parcel | null> {
    return this.deliveries.read(async (manager) => {
      const seal = await this.seals.findAfter(after, manager);
      if (!seal) return null;
      const previous = await this.seals.findBefore(seal.number, manager);
      const rows: LedgerRow[] = await manager.query(rowsSql(seal.encoding, previous && endOf(previous), endOf(seal)));
      return { seal: seal.number, encoding: seal.encoding, rows, at: this.clock.now() };
    });
  }
}
