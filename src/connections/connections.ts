import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AdminAction } from '../audit/admin-action.js';
import type { Deed } from '../audit/admin-event.store.js';
import type { Page, PageRequest } from '../database/page.js';
import { AccessTokenStore } from '../token/access-token.store.js';
import { FamilyStore } from '../token/family.store.js';
import { GrantStore } from '../token/grant.store.js';
import { ConnectionListStore, type ConnectionRow } from '../token/listing/connection-list.store.js';

/** What the ledger says of a family that its person disowned. */
const DISOWNED = 'not_me';

/** What a person sees of, and does to, his own connections; each act in the caller's transaction, with what the ledger is to say of it. */
@Injectable()
export class Connections {
  constructor(
    private readonly list: ConnectionListStore,
    private readonly grants: GrantStore,
    private readonly families: FamilyStore,
    private readonly accessTokens: AccessTokenStore,
  ) {}

  findPage(accountId: string, page: PageRequest): Promise<Page<ConnectionRow>> {
    return this.list.findPage(accountId, page);
  }

  /** Ends it with its access tokens. Null when the person has no such connection. */
  async end(manager: EntityManager, accountId: string, id: string): Promise<Deed | null> {
    const row = await this.list.find(accountId, id, manager);
    if (!row) return null;
    await this.grants.revokeIn(manager, id, 'user_request');
    return deed('connection.end', row, 'revoked');
  }

  /** @param kept the one that stays; null for none */
  async endAll(manager: EntityManager, accountId: string, kept: string | null): Promise<Deed & { ended: number }> {
    const ids = (await this.list.findIds(accountId, manager)).filter((id) => id !== kept);
    for (const id of ids) await this.grants.revokeIn(manager, id, 'user_request');
    return { action: 'connection.end_all', target: { kind: 'account', id: accountId }, old: null, new: { ended: ids.length, kept }, ended: ids.length };
  }

  /**
   * Freezes the refresh token without an end, until an administrator has looked at it, and ends the access tokens that are out; what has
   * no refresh token is ended. Null when the person has no such connection.
   */
  async disown(manager: EntityManager, accountId: string, id: string, now: Date): Promise<Deed | null> {
    const row = await this.list.find(accountId, id, manager);
    const family = row?.hasRefreshToken ? await this.families.lock(manager, id) : null;
    if (!row || family?.revokedAt) return null;
    if (family) {
      await this.families.change(manager, id, { frozenAt: family.frozenAt ?? now, frozenUntil: null, frozenReason: DISOWNED });
      await this.accessTokens.revokeAllOf(manager, id);
    } else await this.grants.revokeIn(manager, id, 'user_request');
    return deed('connection.not_me', row, family ? 'frozen' : 'revoked');
  }
}

const deed = (action: AdminAction, { grantId: id, status, hasRefreshToken }: ConnectionRow, now: string): Deed => ({
  action,
  target: { kind: hasRefreshToken ? 'token' : 'grant', id },
  old: { status },
  new: { status: now },
});
