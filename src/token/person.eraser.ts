import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager, type QueryDeepPartialEntity } from 'typeorm';
import { Account } from '../account/account.entity.js';
import { hashPassword } from '../account/password.js';
import { ErasureOrderStore } from '../audit/sealing/erasure-order.store.js';
import { Consent } from '../auth/consent.entity.js';
import { Session } from '../auth/session.entity.js';
import { Grant } from './grant.entity.js';

/** Forgets a person: ends everything, and leaves of account, sessions and grants what tells nobody who it was. The ledgers follow soon (`ledger.eraser.ts`). */
@Injectable()
export class PersonEraser {
  constructor(private readonly orders: ErasureOrderStore) {}

  /** The account, which no further grant or session is made for until the transaction ends; null when there is none. */
  lock(manager: EntityManager, accountId: string): Promise<Account | null> {
    return manager.findOne(Account, { where: { accountId }, lock: { mode: 'pessimistic_write' } });
  }

  /** In the transaction of whoever has locked the account; may be done again. */
  async erase(manager: EntityManager, { accountId, deletedAt }: Account, now: Date): Promise<void> {
    const grants = await manager.find(Grant, { select: { grantId: true }, where: { accountId } });
    const ended = { revokedAt: now, revokedReason: 'admin' };
    const place = { ip: null, userAgent: null };
    const families = 'UPDATE refresh_token SET revoked_at = $2, revoked_reason = $3 WHERE grant_id = ANY($1) AND revoked_at IS NULL';
    await manager.query(families, [grants.map(({ grantId }) => grantId), now, ended.revokedReason]);
    await manager.update(Grant, { accountId, revokedAt: IsNull() }, ended);
    await manager.update(Grant, { accountId }, { ...place, claims: {} } as QueryDeepPartialEntity<Grant>);
    await manager.update(Session, { accountId, endedAt: IsNull() }, { endedAt: now });
    await manager.update(Session, { accountId }, place);
    await manager.delete(Consent, { accountId });
    await manager.update(Account, { accountId }, await nobody(accountId, deletedAt ?? now, now));
    await this.orders.add(manager, accountId, grants.map(({ grantId }) => grantId), now);
  }
}

/** What an account becomes: its id stays, for what hangs on it, and can be used for nothing. */
async function nobody(accountId: string, deletedAt: Date, updatedAt: Date): Promise<QueryDeepPartialEntity<Account>> {
  const passwordHash = await hashPassword(randomBytes(32).toString('hex'));
  return { username: `erased ${accountId}`, passwordHash, passwordChangedAt: updatedAt, claims: {}, roles: [], deletedAt, updatedAt };
}
