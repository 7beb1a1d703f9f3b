import { Injectable, Logger } from '@nestjs/common';
import type { Account } from '../account/account.entity.js';
import { AccountStore } from '../account/account.store.js';
import type { Caller } from '../audit/caller.js';
import { LoginThrottleStore } from './login-throttle.store.js';

/** That a person gave the password. */
export interface Proof {
  account: Account;
  /** Before the password was looked at: one that is changed meanwhile ends what comes of this. */
  authTime: Date;
}

/** The proof; null for none, or the seconds to wait before trying again. */
export type LoginResult = { proof: Proof | null; waitSeconds: number };

/** Logging in by name and password, slowed down after wrong ones. */
@Injectable()
export class PasswordLogin {
  private readonly logger = new Logger('Login');

  constructor(
    private readonly accounts: AccountStore,
    private readonly throttle: LoginThrottleStore,
  ) {}

  /** While somebody must wait the password is not looked at. */
  async attempt(username: string, password: string, { requestId, ip }: Caller): Promise<LoginResult> {
    const attempt = await this.throttle.charge(username, ip);
    if (typeof attempt === 'number') {
      this.logger.warn({ msg: 'login slowed down', waitSeconds: attempt, requestId, ip });
      return { proof: null, waitSeconds: attempt };
    }
    const account = await this.accounts.findByPassword(username, password);
    if (account) await this.throttle.forgive(attempt);
    else this.logger.log({ msg: 'login failed', requestId, ip });
    return { proof: account && { account, authTime: attempt.at }, waitSeconds: 0 };
  }
}
