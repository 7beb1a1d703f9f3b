import { Injectable, Logger } from '@nestjs/common';
import { AccountStore } from '../../account/account.store.js';
import type { Caller } from '../../audit/caller.js';
import { amrOf } from '../authentication-context.js';
import type { Interaction } from '../interaction.entity.js';
import { LoginThrottleStore, type Attempt } from '../login-throttle.store.js';
import { passwordGivenBy, type LoginResult, type Proof } from '../proof.js';
import { parsePasskeyAnswer, type PasskeyAnswer } from './passkey-answer.js';
import { Passkeys } from './passkeys.js';

/** Logging in by a passkey, alone or after the password, slowed down after wrong ones as passwords are. */
@Injectable()
export class PasskeyLogin {
  private readonly logger = new Logger('Login');

  constructor(
    private readonly accounts: AccountStore,
    private readonly throttle: LoginThrottleStore,
    private readonly passkeys: Passkeys,
  ) {}

  /** @param text the authenticator's answer, to the challenge that was made for the interaction */
  async attempt(interaction: Interaction, text: string | undefined, { requestId, ip }: Caller): Promise<LoginResult> {
    const answer = parsePasskeyAnswer(text);
    const attempt = await this.throttle.charge(`passkey ${answer?.id ?? ''}`, ip);
    if (typeof attempt === 'number') {
      this.logger.warn({ msg: 'login slowed down', waitSeconds: attempt, requestId, ip });
      return { proof: null, waitSeconds: attempt };
    }
    const proof = answer && (await this.prove(interaction, answer, attempt));
    if (proof) await this.throttle.forgive(attempt);
    else this.logger.log({ msg: 'login failed', by: 'passkey', requestId, ip });
    return { proof, waitSeconds: 0 };
  }

  private async prove(interaction: Interaction, answer: PasskeyAnswer, { at }: Attempt): Promise<Proof | null> {
    const used = await this.passkeys.use(interaction.uid, answer);
    const account = used && (await this.accounts.find(used.accountId));
    if (!account?.isEnabled) return null;
    const given = passwordGivenBy(interaction, account, at);
    // The time of the password, where there was one: a change of it since ends what comes of this.
    return { account, authTime: given ?? at, amr: amrOf({ password: given !== null, passkey: used!.amr }) };
  }
}
