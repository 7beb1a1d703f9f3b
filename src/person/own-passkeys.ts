import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AccountStore } from '../account/account.store.js';
import type { AdminAction } from '../audit/admin-action.js';
import type { Deed } from '../audit/admin-event.store.js';
import { parsePasskeyAnswer } from '../auth/passkeys/passkey-answer.js';
import type { Passkey } from '../auth/passkeys/passkey.entity.js';
import { PasskeyStore, type NewPasskey } from '../auth/passkeys/passkey.store.js';
import { Passkeys } from '../auth/passkeys/passkeys.js';
import type { Visitor } from './visitors.js';

/** Passkeys that one person may have. */
const MOST = 20;

/** Characters of a name. */
const LONGEST_NAME = 60;

/** What a person does to his passkeys; each in the caller's transaction, with what the ledger is to say of it. Null where there is nothing of his. */
@Injectable()
export class OwnPasskeys {
  constructor(
    private readonly accounts: AccountStore,
    private readonly passkeys: Passkeys,
    private readonly store: PasskeyStore,
  ) {}

  /** The passkey that the authenticator made for the session's challenge. */
  async read({ session }: Visitor, text: string | undefined): Promise<NewPasskey | null> {
    const answer = parsePasskeyAnswer(text);
    return answer && this.passkeys.make(session.sessionId, answer);
  }

  async add(manager: EntityManager, { accountId }: Visitor, made: NewPasskey, name: string | undefined): Promise<Deed | null> {
    const known = await this.lockAll(manager, accountId);
    if (known.length >= MOST || (await this.store.find(made.passkeyId))) return null;
    const called = nameOf(name) ?? 'Passkey';
    await this.store.add(manager, accountId, called, made);
    return deed('passkey.add', accountId, null, { name: called });
  }

  async rename(manager: EntityManager, accountId: string, id: string | undefined, name: string | undefined): Promise<Deed | null> {
    const [passkey, called] = [await this.find(manager, accountId, id), nameOf(name)];
    if (!passkey || !called) return null;
    await this.store.rename(manager, passkey, called);
    return deed('passkey.rename', accountId, { name: passkey.name }, { name: called });
  }

  async remove(manager: EntityManager, accountId: string, id: string | undefined): Promise<Deed | null> {
    const passkey = await this.find(manager, accountId, id);
    if (!passkey) return null;
    await this.store.remove(manager, passkey);
    return deed('passkey.remove', accountId, { name: passkey.name }, null);
  }

  async setSecondFactor(manager: EntityManager, accountId: string, isWanted: boolean): Promise<Deed | null> {
    const known = await this.lockAll(manager, accountId);
    if (isWanted && known.length === 0) return null;
    await this.store.setSecondFactor(manager, accountId, isWanted);
    return deed('account.ask_passkey', accountId, null, { afterPassword: isWanted });
  }

  private async find(manager: EntityManager, accountId: string, id: string | undefined): Promise<Passkey | null> {
    return (await this.lockAll(manager, accountId)).find(({ passkeyId }) => passkeyId === id) ?? null;
  }

  /** The person's, which nobody else changes until the transaction ends. */
  private async lockAll(manager: EntityManager, accountId: string): Promise<Passkey[]> {
    await this.accounts.lock(manager, accountId);
    return this.store.findAllOf(accountId, manager);
  }
}

/** Null for none. */
function nameOf(text: string | undefined): string | null {
  return text?.replace(/\s+/g, ' ').trim().slice(0, LONGEST_NAME) || null;
}

const deed = (action: AdminAction, id: string, old: object | null, now: object | null): Deed => ({ action, target: { kind: 'account', id }, old, new: now });
