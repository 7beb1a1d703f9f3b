import { Injectable } from '@nestjs/common';
import { DataSource, In, LessThan } from 'typeorm';
import { normaliseUsername } from '../account/account.entity.js';
import { KeyRing } from '../config/key-ring.js';
import { Settings } from '../config/settings.js';
import { MEMORY, secondsToWait } from '../protocol/backoff.js';
import { Clock, plusSeconds } from '../protocol/clock.js';
import { FREE_FAILURES, networkOf, waits } from './login-throttle.policy.js';
import { LoginThrottle } from './login-throttle.entity.js';

/** An attempt to log in, counted as a failure before the password is looked at, so that many at once are not free. */
export interface Attempt {
  pair: Buffer;
  address: Buffer;
  at: Date;
  /** When the address failed last before. */
  failedBefore: Date | null;
}

/** One more failure, unless the wait after the last is not over. $3 is now, $4 when memory begins. */
const COUNT = (waitsOf: string) => `
  ON CONFLICT (key) DO UPDATE SET failures = CASE WHEN known.failed_at <= $4 THEN 1 ELSE known.failures + 1 END, failed_at = $3
  WHERE least(known.failed_at, $3)
    + make_interval(secs => (${waitsOf}::int[])[1 + least(known.failures, cardinality(${waitsOf}::int[]) - 1)]) <= $3
  RETURNING 1`;

const CHARGE = `
  WITH pair AS (INSERT INTO login_throttle AS known (key, failures, failed_at) VALUES ($1::bytea, 1, $3::timestamptz) ${COUNT('$5')}),
    address AS (INSERT INTO login_throttle AS known (key, failures, failed_at) SELECT $2::bytea, 1, $3 FROM pair ${COUNT('$6')})
  SELECT (SELECT failed_at FROM login_throttle WHERE key = $2) AS "failedBefore",
    EXISTS (SELECT FROM pair) AS "isPairCounted", EXISTS (SELECT FROM address) AS "isCounted"`;

/** The address had to wait after all: the name has not failed. */
const UNCOUNT = `
  WITH first AS (DELETE FROM login_throttle WHERE key = $1 AND failures = 1)
  UPDATE login_throttle SET failures = failures - 1 WHERE key = $1 AND failures > 1`;

interface Charged {
  failedBefore: Date | null;
  isPairCounted: boolean;
  isCounted: boolean;
}

/** Takes the attempt's failure back: the pair is cleared, the address is as before unless it has failed again since. */
const FORGIVE = `
  WITH pair AS (DELETE FROM login_throttle WHERE key = $1)
  UPDATE login_throttle SET failures = greatest(failures - 1, 0),
    failed_at = CASE WHEN failed_at = $3 THEN coalesce($4, failed_at) ELSE failed_at END WHERE key = $2`;

/** Slows down whoever guesses passwords: by name and address, and by address alone. Names are kept only as a keyed hash. */
@Injectable()
export class LoginThrottleStore {
  private readonly ring: KeyRing;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    settings: Settings,
  ) {
    this.ring = KeyRing.parse(settings.tokenKeys).derive('login throttle');
  }

  /** Counts an attempt; the seconds to wait when it comes too early, and then nothing is counted. */
  async charge(username: string, ip: string | null): Promise<Attempt | number> {
    const at = this.clock.now();
    const network = networkOf(ip ?? '');
    const [pair, address] = [this.keyOf(network, normaliseUsername(username)), this.keyOf(network)];
    const wait = await this.findWait(pair, address, at);
    if (wait > 0) return wait;
    const known = [pair, address, at, plusSeconds(at, -MEMORY), waits(FREE_FAILURES.pair), waits(FREE_FAILURES.address)];
    const [charged] = await this.dataSource.query<[Charged]>(CHARGE, known);
    if (charged.isCounted) return { pair, address, at, failedBefore: charged.failedBefore };
    if (charged.isPairCounted) await this.dataSource.query(UNCOUNT, [pair]);
    return Math.max(1, await this.findWait(pair, address, at)); // a neighbour was first
  }

  /** The password was right after all. */
  async forgive({ pair, address, at, failedBefore }: Attempt): Promise<void> {
    await this.dataSource.query(FORGIVE, [pair, address, at, failedBefore]);
  }

  /** Deletes what is forgotten. */
  async sweep(now: Date): Promise<void> {
    await this.dataSource.getRepository(LoginThrottle).delete({ failedAt: LessThan(plusSeconds(now, -MEMORY)) });
  }

  private async findWait(pair: Buffer, address: Buffer, now: Date): Promise<number> {
    const rows = await this.dataSource.getRepository(LoginThrottle).findBy({ key: In([pair, address]) });
    const of = (key: Buffer) => rows.find((row) => row.key.equals(key));
    return Math.max(secondsToWait(of(pair), FREE_FAILURES.pair, now), secondsToWait(of(address), FREE_FAILURES.address, now));
  }

  private keyOf(...parts: string[]): Buffer {
    return this.ring.mac(this.ring.current.id, Buffer.from(JSON.stringify(parts)))!;
  }
}
