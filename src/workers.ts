import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { LoggerService } from '@nestjs/common';

/** Milliseconds until a dead worker is replaced: the first time, and at most. */
const SOONEST = 100;
const LATEST = 30_000;

/** Milliseconds that a worker has to live to count as well. */
const WELL = 60_000;

/** The first of several workers, or the only process: it alone applies the bootstrap file and prints the welcome. */
export const isFirst = (): boolean => cluster.isPrimary || cluster.worker?.id === 1;

/** Keeps several server processes behind one port. They share nothing but the database, as replicas do; one that dies is replaced. */
export class Workers {
  private readonly replacements = new Set<NodeJS.Timeout>();
  private isClosing = false;
  /** Deaths one after the other, none of them after a long life. */
  private earlyDeaths = 0;

  constructor(
    private readonly count: number,
    private readonly logger: LoggerService,
  ) {}

  /**
   * Starts one, which migrates and bootstraps; the others when that one listens.
   * @param onFailure the first could not start and has said why
   */
  start(onFailure: () => void): void {
    const first = cluster.fork();
    first.once('exit', onFailure);
    first.once('listening', () => {
      first.off('exit', onFailure);
      this.watch(first, Date.now());
      for (let n = 1; n < this.count; n++) this.fork();
    });
  }

  /** Every worker answers what it has begun; resolves when all are gone. */
  async close(): Promise<void> {
    this.isClosing = true;
    for (const timer of this.replacements) clearTimeout(timer);
    await Promise.all(Object.values(cluster.workers ?? {}).map((worker) => end(worker!)));
  }

  private fork(): void {
    if (!this.isClosing) this.watch(cluster.fork(), Date.now());
  }

  private watch(worker: Worker, bornAt: number): void {
    worker.once('exit', (code: number | null, signal: string | null) => {
      if (this.isClosing) return;
      this.earlyDeaths = Date.now() - bornAt > WELL ? 0 : this.earlyDeaths + 1;
      const delay = Math.min(LATEST, SOONEST * 2 ** this.earlyDeaths);
      this.logger.error({ msg: 'a worker has died and is replaced', worker: worker.process.pid, code, signal, delay }, 'Workers');
      const timer = setTimeout(() => (this.replacements.delete(timer), this.fork()), delay);
      this.replacements.add(timer);
    });
  }
}

/** Ctrl-C reaches the workers too; a second signal changes nothing. */
async function end(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const gone = once(worker, 'exit');
  worker.process.kill('SIGTERM');
  await gone;
}
