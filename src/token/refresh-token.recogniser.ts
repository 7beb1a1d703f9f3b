import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { RefreshTokenCodec } from './refresh-token.codec.js';
import { RefreshToken } from './refresh-token.entity.js';

/** What a string is to us as a refresh token. */
export type RecognisedRefreshToken =
  | { finding: 'malformed' | 'no_family' | 'wrong_mac' | 'future_generation' }
  | { finding: 'genuine'; grantId: string; generation: number };

/** Tells refresh tokens that we made from others, for those who ask what a string is. Neither the ledger nor the family notices. */
@Injectable()
export class RefreshTokenRecogniser {
  constructor(private readonly codec: RefreshTokenCodec) {}

  async recognise(manager: EntityManager, token: string): Promise<RecognisedRefreshToken> {
    const presented = this.codec.parse(token);
    if (!presented) return { finding: 'malformed' };
    const { grantId, generation } = presented;
    const family = await manager.findOneBy(RefreshToken, { grantId });
    if (!family) return { finding: 'no_family' };
    if (!this.codec.isGenuine(presented, family)) return { finding: 'wrong_mac' };
    return generation > family.generation ? { finding: 'future_generation' } : { finding: 'genuine', grantId, generation };
  }
}
