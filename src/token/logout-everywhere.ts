import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AccountStore } from '../account/account.store.js';
import { SessionStore } from '../auth/session.store.js';
import { UnfetchedGrants } from '../auth/unfetched-grants.js';
import { GrantStore } from './grant.store.js';
import type { RevocationReason } from './revocation-reason.js';

/** How much of an account was ended. */
export interface Ended {
  sessions: number;
  /** With their access tokens. */
  grants: number;
  /** Families of refresh tokens. */
  tokens: number;
}

/** Ends all that a person is logged in by, and all that was granted, in one transaction. */
@Injectable()
export class LogoutEverywhere {
  constructor(
    private readonly unfetched: UnfetchedGrants,
    private readonly accounts: AccountStore,
    private readonly sessions: SessionStore,
    private readonly grants: GrantStore,
  ) {}

  /**
   * What is not fetched first: a code that is just being exchanged is waited for, and its grant is ended with the others. With the account locked no
   * further code or grant is made, and afterwards a code of a session that has ended is worth nothing.
   */
  async carryOut(manager: EntityManager, accountId: string, reason: RevocationReason): Promise<Ended> {
    await this.unfetched.spendAllOf(manager, accountId);
    await this.accounts.lock(manager, accountId);
    const sessions = await this.sessions.endAllOf(manager, accountId);
    return { sessions, ...(await this.grants.revokeAllOf(manager, accountId, reason)) };
  }
}
