import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { LedgerDeliverer } from '../delivery/ledger.deliverer.js';
import { LedgerEraser } from './ledger.eraser.js';
import { LedgerSealer } from './ledger.sealer.js';

/** Milliseconds between two rounds. */
const INTERVAL = 5000;

interface Worker {
  work(): Promise<void>;
  /** What is under way comes to an end soon. */
  stop?(): Promise<void>;
}

/** Has the ledgers sealed, erased and delivered every few seconds, behind the back of whoever writes them; housekeeping comes too seldom for that. */
@Injectable()
export class LedgerRounds implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Ledger');
  private readonly workers: Worker[];
  private readonly working = new Map<Worker, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private isClosing = false;

  constructor(sealer: LedgerSealer, eraser: LedgerEraser, deliverer: LedgerDeliverer) {
    this.workers = [deliverer, sealer, eraser];
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.round(), INTERVAL).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.isClosing = true;
    for (const worker of this.workers) await worker.stop?.().catch((err: unknown) => this.warn(err));
    await Promise.all(this.working.values());
  }

  /** Whoever is still at work is left alone. */
  private round(): void {
    for (const worker of this.workers.filter((one) => !this.working.has(one))) {
      const work = worker.work().catch((err: unknown) => this.warn(err));
      this.working.set(worker, work.finally(() => this.working.delete(worker)));
    }
  }

  private warn(err: unknown): void {
    if (!this.isClosing) this.logger.warn({ msg: 'the ledger waits; tries again', err });
  }
}
