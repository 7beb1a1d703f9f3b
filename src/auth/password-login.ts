import { Injectable, Logger } from '@nestjs/common';
import { AccountStore } from '../account/account.store.js';
import type { Caller } from '../audit/caller.js';
import { amrOf } from './authentication-context.js';
import { LoginThrottleStore } from './login-throttle.store.js';
import { PasskeyStore } from './passkeys/passkey.store.js';
import type { LoginResult } from './proof.js';

/** What a name and a password prove; where the person wants it so, a passkey must be shown too. */
export type PasswordResult = LoginResult & { asksPasskey: boolean };

/** Logging in by name and password, slowed down after wrong ones. */
@Injectable()
export class PasswordLogin {
  private readonly logger = new Logger('Login');

  constructor(
    private readonly accounts: AccountStore,
    private readonly throttle: LoginThrottleStore,
    private readonly passkeys: PasskeyStore,
  ) {}

  /** While somebody must wait the password is not looked at. */
  async attempt(username: string, password: string, { requestId, ip }: Caller): Promise<PasswordResult> {
    const attempt = await this.throttle.charge(username, ip);
    if (typeof attempt === 'number') {
      this.logger.warn({ msg: 'login slowed down', waitSeconds: attempt, requestId, ip });
      return { proof: null, waitSeconds: attempt, asksPasskey: false };
    }
    const account = await this.accounts.findByPassword(username, password);
    if (account) await this.throttle.forgive(attempt);
    else this.logger.log({ msg: 'login failed', requestId, ip });
    const proof = account && { account, authTime: attempt.at, amr: amrOf({ password: true, passkey: null }) };
    return { proof, waitSeconds: 0, asksPasskey: account !== null && (await this.passkeys.isSecondFactor(account.accountId)) };
  }
}
