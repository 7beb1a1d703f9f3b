import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Account } from '../account/account.entity.js';
import { AccountStore } from '../account/account.store.js';
import { ConsentStore } from '../auth/consent.store.js';
import { SessionStore } from '../auth/session.store.js';
import { GrantStore } from './grant.store.js';

/** Leaves of a person's account, sessions and grants what tells nobody who it was, once all has ended (`logout-everywhere.ts`). The ledgers are `ledger.eraser.ts`'s. */
@Injectable()
export class PersonEraser {
  constructor(
    private readonly accounts: AccountStore,
    private readonly sessions: SessionStore,
    private readonly consents: ConsentStore,
    private readonly grants: GrantStore,
  ) {}

  /** Locked until the transaction ends; null when there is none. */
  find(manager: EntityManager, accountId: string): Promise<Account | null> {
    return this.accounts.lock(manager, accountId);
  }

  /** In the transaction of whoever has locked the account; may be done again. Returns the ids of all its grants. */
  async erase(manager: EntityManager, { accountId, deletedAt }: Account, now: Date): Promise<string[]> {
    await this.sessions.forgetPlacesOf(manager, accountId);
    await this.consents.forgetAllOf(manager, accountId);
    await this.accounts.erase(manager, accountId, deletedAt ?? now);
    return this.grants.forgetPlacesOf(manager, accountId);
  }
}
