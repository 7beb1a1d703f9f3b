import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { MassRevocationBatch } from './mass-revocation.batch.js';

/** How much longer than a batch the pause after it is: two thirds of the time belong to the refreshes alone, however slow the machine. */
const PAUSE = 2;

/** Works off mass revocations, batch by batch. One process of the whole service at a time; when it dies, another goes on. */
@Injectable()
export class MassRevocationWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Revocations');
  private readonly name = randomUUID();
  private readonly closing = new AbortController();
  private working: Promise<void> | null = null;

  constructor(private readonly batch: MassRevocationBatch) {}

  onApplicationBootstrap(): void {
    this.resume();
  }

  /** The batch in hand is ended first. */
  async onModuleDestroy(): Promise<void> {
    this.closing.abort();
    await this.working;
  }

  /** Sees to what is under way and nobody's. Whatever hinders it is told, and tried again at the next call. */
  resume(): void {
    if (this.closing.signal.aborted) return;
    this.working ??= this.work()
      .catch((error: unknown) => this.logger.warn({ msg: 'revocation halted; it goes on later', err: error }))
      .finally(() => (this.working = null));
  }

  private async work(): Promise<void> {
    for (;;) {
      const startedAt = performance.now();
      if (!(await this.batch.work(this.name))) return;
      await delay(PAUSE * (performance.now() - startedAt), null, { signal: this.closing.signal }).catch(() => null);
      if (this.closing.signal.aborted) return;
    }
  }
}
