import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { subnetOf } from '../../audit/network.js';
import { MEMORY, secondsToWait, type Failures } from '../../protocol/backoff.js';
import { plusSeconds } from '../../protocol/clock.js';
import { randomSecret } from '../../protocol/secret.js';
import { RecentMap } from '../../protocol/recent.map.js';

/** Wrong secrets from one network for one client before it must wait. */
export const FREE_GUESSES = 10;

/** Seconds that an address is trusted after the right secret came from it. */
export const PROVEN_FOR = 86_400;

/** Pairs remembered of each kind; one forgotten starts anew. */
const CAPACITY = 100_000;

/** As which client and from which address somebody presents a secret. */
export interface Presenter {
  clientId: string;
  ip: string;
}

/** `last` stands for the secret that was wrong last. */
type Guesses = Failures & { last: string };

/**
 * Slows down whoever guesses client secrets (RFC 6749 §2.3.1 MUST), by client and network, without locking the client out:
 * - the same wrong secret again is no guess: a server deployed with an old secret makes nobody in its network wait;
 * - an address that lately presented the right secret is always heard, whoever guesses beside it.
 * Kept in this process: N replicas allow at most N times the guesses.
 */
@Injectable()
export class SecretLimiter {
  private readonly guesses = new RecentMap<Guesses>(CAPACITY);
  private readonly provenAt = new RecentMap<Date>(CAPACITY);
  private readonly key = randomSecret();

  /** Whole seconds for which no secret of this presenter is looked at, not even the right one; 0 for none. */
  secondsToWait(presenter: Presenter, now: Date): number {
    return this.isProven(presenter, now) ? 0 : secondsToWait(this.findGuesses(presenter, now), FREE_GUESSES, now);
  }

  /** The presenter's secret was right. */
  noteRight(presenter: Presenter, now: Date): void {
    this.provenAt.set(addressKey(presenter), now);
  }

  /** The presenter's secret was wrong. */
  noteWrong(presenter: Presenter, secret: string, now: Date): void {
    const last = createHmac('sha256', this.key).update(secret).digest('base64');
    const known = this.findGuesses(presenter, now);
    if (known?.last === last) return;
    this.guesses.set(networkKey(presenter), { failures: (known?.failures ?? 0) + 1, failedAt: now, last });
  }

  private findGuesses(presenter: Presenter, now: Date): Guesses | undefined {
    const known = this.guesses.get(networkKey(presenter));
    return known && isRecent(known.failedAt, MEMORY, now) ? known : undefined;
  }

  private isProven(presenter: Presenter, now: Date): boolean {
    const provenAt = this.provenAt.get(addressKey(presenter));
    return provenAt !== undefined && isRecent(provenAt, PROVEN_FOR, now);
  }
}

/** Nor is it of the future: a clock that was set back makes nobody wait for it to catch up. */
function isRecent(at: Date, seconds: number, now: Date): boolean {
  return at <= now && now < plusSeconds(at, seconds);
}

const addressKey = ({ clientId, ip }: Presenter) => `${ip} ${clientId}`;
const networkKey = ({ clientId, ip }: Presenter) => `${subnetOf(ip) ?? ip} ${clientId}`;
