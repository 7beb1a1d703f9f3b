import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { refill, secondsToWait, take, type Bucket } from './bucket.policy.js';
import { RecentMap } from '../../protocol/recent.map.js';

/** Buckets remembered; one forgotten is a full one. */
const CAPACITY = 100_000;

interface Level {
  /** Refreshes per minute. */
  limit: number;
  keyOf: (clientId: string, grantId: string) => string;
  buckets: RecentMap<Bucket>;
}

/**
 * How often one may refresh: per family and client, and per client as a whole if the operator says so; never by address. Kept
 * in this process, so that a refresh waits for nothing: N replicas let through at most N times the limit.
 */
@Injectable()
export class RefreshLimiter {
  private readonly levels: readonly Level[];

  constructor({ refreshRateLimit, clientRefreshRateLimit }: Settings) {
    const levels = [
      { limit: refreshRateLimit, keyOf: (clientId: string, grantId: string) => `${grantId} ${clientId}` },
      { limit: clientRefreshRateLimit, keyOf: (clientId: string) => clientId },
    ];
    this.levels = levels.filter(({ limit }) => limit > 0).map((level) => ({ ...level, buckets: new RecentMap(CAPACITY) }));
  }

  /**
   * Counts one refresh; the seconds to wait when it is one too many, and then nothing is counted. To be asked once per request,
   * and only of a token that is genuine and that this client and key may use: nobody is to use up what is somebody else's.
   */
  spend(clientId: string, grantId: string, now: Date): number {
    const found = this.levels.map(({ limit, keyOf, buckets }) => {
      const key = keyOf(clientId, grantId);
      return { limit, buckets, key, bucket: refill(buckets.get(key), limit, now) };
    });
    const wait = Math.max(0, ...found.map(({ bucket, limit }) => secondsToWait(bucket, limit)));
    for (const { buckets, key, bucket } of found) buckets.set(key, wait > 0 ? bucket : take(bucket));
    return wait;
  }
}
