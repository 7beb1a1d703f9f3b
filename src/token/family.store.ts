import { Injectable } from '@nestjs/common';
import type { EntityManager, QueryDeepPartialEntity } from 'typeorm';
import { RefreshToken } from './refresh-token.entity.js';

/** Of a family, what an operator may change. */
export type FamilyState = Pick<RefreshToken, 'frozenAt' | 'frozenUntil' | 'frozenReason' | 'rotateNextAt' | 'revokedAt' | 'revokedReason'>;

/** What operators do to families of refresh tokens, in their transaction. A refresh that is judged meanwhile is judged anew, for its condition no longer stands. */
@Injectable()
export class FamilyStore {
  /** The family, which nobody else changes until the transaction ends; null when there is none. */
  async lock(manager: EntityManager, grantId: string): Promise<FamilyState | null> {
    const family = await manager.findOne(RefreshToken, { where: { grantId }, lock: { mode: 'pessimistic_write' } });
    return family && stateOf(family);
  }

  async change(manager: EntityManager, grantId: string, changes: Partial<FamilyState>): Promise<void> {
    await manager.update(RefreshToken, { grantId }, changes as QueryDeepPartialEntity<RefreshToken>);
  }
}

function stateOf({ frozenAt, frozenUntil, frozenReason, rotateNextAt, revokedAt, revokedReason }: RefreshToken): FamilyState {
  return { frozenAt, frozenUntil, frozenReason, rotateNextAt, revokedAt, revokedReason };
}
