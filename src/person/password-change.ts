import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccountStore } from '../account/account.store.js';
import { callerOf } from '../audit/caller.js';
import { amrOf } from '../auth/authentication-context.js';
import { BrowserSessions } from '../auth/browser-sessions.js';
import { PasswordLogin } from '../auth/password-login.js';
import type { Parameters } from '../protocol/parameters.js';
import { OwnActs } from './own-acts.js';
import type { Visitor } from './visitors.js';

/** Why a password was not changed, by the catalogue's name for it; or how long to wait. */
export type PasswordFault = 'incomplete' | 'short' | 'long' | 'different' | 'same' | 'wrong' | { waitSeconds: number };

/** Characters, as `AccountDetails` has them. */
const LEAST = 8;
const MOST = 256;

/** A person changes the password: whatever was logged in or granted before ends with the old one, but for the browser that asks. */
@Injectable()
export class PasswordChange {
  constructor(
    private readonly passwords: PasswordLogin,
    private readonly accounts: AccountStore,
    private readonly sessions: BrowserSessions,
    private readonly acts: OwnActs,
  ) {}

  /** Null when it was changed. The old password is looked at last, and counts as an attempt to log in. */
  async carryOut(visitor: Visitor, { current = '', password = '', repeated = '' }: Parameters, request: FastifyRequest, reply: FastifyReply): Promise<PasswordFault | null> {
    const fault = faultOf(current, password, repeated);
    if (fault) return fault;
    const { proof, waitSeconds } = await this.passwords.attempt(visitor.account.username, current, callerOf(request));
    if (waitSeconds > 0) return { waitSeconds };
    if (proof?.account.accountId !== visitor.accountId || !(await this.change(visitor, proof.account.passwordHash, password, request))) return 'wrong';
    await this.goOn(visitor, request, reply);
    return null;
  }

  /** False when somebody else has changed it since it was looked at. */
  private change(visitor: Visitor, known: string, password: string, request: FastifyRequest): Promise<boolean> {
    const { accountId: id } = visitor;
    return this.acts.carryOut(visitor, request, async (manager) => {
      const account = await this.accounts.lock(manager, id);
      if (account?.passwordHash !== known || !account.isEnabled) return null;
      await this.accounts.setPassword(manager, id, password);
      const { passwordChangedAt } = (await this.accounts.lock(manager, id))!;
      return { action: 'account.change_password', target: { kind: 'account', id }, old: { passwordChangedAt: account.passwordChangedAt }, new: { passwordChangedAt } };
    });
  }

  /** The session goes on under its id, with the new password's time; what was granted under the old one's does not. */
  private async goOn(visitor: Visitor, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const account = (await this.accounts.find(visitor.accountId))!;
    const passkey = (['hwk', 'swk'] as const).find((kind) => visitor.session.amr.includes(kind)) ?? null;
    await this.sessions.begin(request, reply, { account, authTime: account.passwordChangedAt!, amr: amrOf({ password: true, passkey }) }, visitor);
  }
}

function faultOf(current: string, password: string, repeated: string): PasswordFault | null {
  if (!current || !password || !repeated) return 'incomplete';
  if (password.length < LEAST) return 'short';
  if (password.length > MOST) return 'long';
  if (password !== repeated) return 'different';
  return password === current ? 'same' : null;
}
