import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Deed } from '../audit/admin-event.store.js';
import { ConsentStore } from '../auth/consent.store.js';
import { SessionListStore } from '../auth/session-list.store.js';
import { SessionStore } from '../auth/session.store.js';
import { LogoutEverywhere } from '../token/logout-everywhere.js';

/** What a person ends beside connections; each in the caller's transaction, with what the ledger is to say of it. Null where there is nothing of his. */
@Injectable()
export class Endings {
  constructor(
    private readonly sessions: SessionStore,
    private readonly sessionList: SessionListStore,
    private readonly consents: ConsentStore,
    private readonly everywhere: LogoutEverywhere,
  ) {}

  async endSession(manager: EntityManager, accountId: string, sessionId: string): Promise<Deed | null> {
    const row = await this.sessionList.find(sessionId, manager);
    if (row?.accountId !== accountId || row.status !== 'live') return null;
    await this.sessions.end({ accountId, sessionId }, manager);
    return { action: 'session.logout', target: { kind: 'session', id: sessionId }, old: { status: row.status }, new: { status: 'ended' } };
  }

  async endAll(manager: EntityManager, accountId: string): Promise<Deed> {
    const ended = await this.everywhere.carryOut(manager, accountId, 'user_request');
    return { action: 'account.logout', target: { kind: 'account', id: accountId }, old: null, new: ended };
  }

  /** The application's grants end with it, whatever they are. */
  async withdraw(manager: EntityManager, accountId: string, clientId: string): Promise<Deed | null> {
    if (!(await this.consents.withdraw(accountId, clientId, manager))) return null;
    return { action: 'consent.withdraw', target: { kind: 'account', id: accountId }, old: null, new: { clientId } };
  }
}
