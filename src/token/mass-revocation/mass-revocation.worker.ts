import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ChangeFeed } from '../../database/change.feed.js';
import { pauseAfter } from '../pace.js';
import { MassRevocationBatch } from './mass-revocation.batch.js';

/** Milliseconds between two looks at what another process works at, and after a fault. */
const LOOKS = 2000;

/** Works off mass revocations, batch by batch. One process of the whole service at a time; when it dies, another goes on. */
@Injectable()
export class MassRevocationWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Revocations');
  private readonly name = randomUUID();
  private isOpen = false;
  private timer: NodeJS.Timeout | null = null;
  private dueAt = 0;
  private working: Promise<void> | null = null;
  private isWanted = false;

  /** What another process was asked to do is its own first; it is looked at later, should that one die. */
  constructor(
    private readonly batch: MassRevocationBatch,
    feed: ChangeFeed,
  ) {
    feed.onChange('mass_revocation', () => this.resume(LOOKS));
  }

  onApplicationBootstrap(): void {
    this.isOpen = true;
    this.resume();
  }

  /** The batch in hand is ended first. */
  async onModuleDestroy(): Promise<void> {
    this.isOpen = false;
    clearTimeout(this.timer ?? undefined);
    await this.working;
  }

  /**
   * Sees to what is under way, until nothing is any more, in this process or another.
   * @param wait milliseconds
   */
  resume(wait = 0): void {
    this.isWanted = true;
    const dueAt = performance.now() + wait;
    if (!this.isOpen || this.working || (this.timer && this.dueAt <= dueAt)) return;
    clearTimeout(this.timer ?? undefined);
    this.dueAt = dueAt;
    this.timer = setTimeout(() => (this.working = this.work()), wait);
  }

  private async work(): Promise<void> {
    [this.timer, this.isWanted] = [null, false];
    const wait = await this.step().catch((error: unknown) => {
      this.logger.warn({ msg: 'cannot see to revocations; tries again', err: error });
      return LOOKS;
    });
    this.working = null;
    if (wait !== null || this.isWanted) this.resume(wait ?? 0);
  }

  /** Milliseconds until the next step; null when there is nothing to do. */
  private async step(): Promise<number | null> {
    if (!(await this.batch.isUnderWay())) return null;
    const begun = performance.now();
    return (await this.batch.work(this.name)) ? pauseAfter(begun) : LOOKS;
  }
}
