import { Injectable } from '@nestjs/common';
import { DataSource, LessThan } from 'typeorm';
import { plusSeconds } from '../../protocol/clock.js';
import { hashSecret } from '../../protocol/secret.js';
import { FUTURE, PAST } from './dpop-proof.js';
import { DpopProof } from './dpop-proof.entity.js';

/** Seconds by which the clocks of two replicas may differ before one forgets what the other would still take. */
const SKEW = 60;

/** Which proofs have been used (RFC 9449 §11.1), on any replica. */
@Injectable()
export class DpopProofStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Marks a proof used; false when it had been. Of two at once one wins. */
  async useOnce(jkt: string, jti: string, now: Date): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      'INSERT INTO dpop_proof (key, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1',
      [hashSecret(Buffer.from(`${jkt}|${jti}`)), plusSeconds(now, PAST + FUTURE + SKEW)],
    );
    return rows.length === 1;
  }

  /** Forgets proofs that are too old to be taken again. */
  async sweep(now: Date): Promise<void> {
    await this.dataSource.getRepository(DpopProof).delete({ expiresAt: LessThan(now) });
  }
}
