import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Account } from '../account/account.entity.js';
import { AccountStore } from '../account/account.store.js';
import { ConsentStore } from '../auth/consent.store.js';
import { SessionStore } from '../auth/session.store.js';
import { GrantStore } from './grant.store.js';

/** Forgets a person: ends everything, and leaves of account, sessions and grants what tells nobody who it was. The ledgers are `ledger.eraser.ts`'s. */
@Injectable()
export class PersonEraser {
  constructor(
    private readonly accounts: AccountStore,
    private readonly sessions: SessionStore,
    private readonly consents: ConsentStore,
    private readonly grants: GrantStore,
  ) {}

  /** The account, which no further grant or session is made for until the transaction ends; null when there is none. */
  lock(manager: EntityManager, accountId: string): Promise<Account | null> {
    return manager.findOne(Account, { where: { accountId }, lock: { mode: 'pessimistic_write' } });
  }

  /** In the transaction of whoever has locked the account; may be done again. Returns the ids of all its grants. */
  async erase(manager: EntityManager, { accountId, deletedAt }: Account, now: Date): Promise<string[]> {
    await this.sessions.eraseAllOf(manager, accountId);
    await this.consents.forgetAllOf(manager, accountId);
    await this.accounts.erase(manager, accountId, deletedAt ?? now);
    return this.grants.eraseAllOf(manager, accountId);
  }
}
