import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Account } from '../account/account.entity.js';
import { AccountStore } from '../account/account.store.js';
import { Traces } from '../auth/traces.js';
import { GrantStore } from './grant.store.js';

/** Leaves of a person's account, sessions and grants what tells nobody who it was, once all has ended (`logout-everywhere.ts`). The ledgers are `ledger.eraser.ts`'s. */
@Injectable()
export class PersonEraser {
  constructor(
    private readonly accounts: AccountStore,
    private readonly traces: Traces,
    private readonly grants: GrantStore,
  ) {}

  /** Locked until the transaction ends; null when there is none. */
  find(manager: EntityManager, accountId: string): Promise<Account | null> {
    return this.accounts.lock(manager, accountId);
  }

  /** In the transaction of whoever has locked the account; may be done again. Returns the ids of all its grants. */
  async erase(manager: EntityManager, { accountId, deletedAt }: Account, now: Date): Promise<string[]> {
    await this.traces.forgetAllOf(manager, accountId);
    await this.accounts.erase(manager, accountId, deletedAt ?? now);
    return this.grants.forgetPlacesOf(manager, accountId);
  }
}
