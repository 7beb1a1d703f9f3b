import { Injectable } from '@nestjs/common';
import { DataSource, LessThan } from 'typeorm';
import { Clock, plusSeconds } from '../../protocol/clock.js';
import { randomSecret } from '../../protocol/secret.js';
import { PasskeyChallenge } from './passkey-challenge.entity.js';

/** Seconds that a person may take to answer. */
export const CHALLENGE_TTL = 600;

/** Challenges: the last one made for a holder counts, once. */
@Injectable()
export class PasskeyChallengeStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** @param holder an interaction or a session, whose secret the browser has shown */
  async issue(holder: string): Promise<Buffer> {
    const challenge = randomSecret();
    const expiresAt = plusSeconds(this.clock.now(), CHALLENGE_TTL);
    await this.dataSource.getRepository(PasskeyChallenge).upsert({ holder, challenge, expiresAt }, ['holder']);
    return challenge;
  }

  /** Takes it away, whatever comes of it. Null when there is none, or it has expired. */
  async take(holder: string): Promise<Buffer | null> {
    const taken = await this.dataSource.query<[{ challenge: Buffer; expires_at: Date }[], number]>(
      'DELETE FROM passkey_challenge WHERE holder = $1 RETURNING challenge, expires_at',
      [holder],
    );
    const [row] = taken[0];
    return row && row.expires_at > this.clock.now() ? row.challenge : null;
  }

  /** Deletes what has expired. */
  async sweep(now: Date): Promise<void> {
    await this.dataSource.getRepository(PasskeyChallenge).delete({ expiresAt: LessThan(now) });
  }
}
