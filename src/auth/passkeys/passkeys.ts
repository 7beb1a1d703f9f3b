import { Injectable } from '@nestjs/common';
import type { Account } from '../../account/account.entity.js';
import type { PasskeyAnswer } from './passkey-answer.js';
import { PasskeyCeremony } from './passkey.ceremony.js';
import { PasskeyChallengeStore } from './passkey-challenge.store.js';
import { PasskeyStore, type NewPasskey } from './passkey.store.js';

/** Asks browsers for passkeys and takes their answers, each to a challenge of its own that is then used up. */
@Injectable()
export class Passkeys {
  constructor(
    private readonly store: PasskeyStore,
    private readonly challenges: PasskeyChallengeStore,
    private readonly ceremony: PasskeyCeremony,
  ) {}

  /** Asks for one of the person's, or for any where it is not known whose. */
  async askFor(holder: string, accountId: string | null): Promise<object> {
    const allowed = accountId === null ? [] : await this.store.findAllOf(accountId);
    return this.ceremony.describeUse(await this.challenges.issue(holder), allowed);
  }

  async askForNew(holder: string, account: Account): Promise<object> {
    const known = await this.store.findAllOf(account.accountId);
    return this.ceremony.describeNew(account, known, await this.challenges.issue(holder));
  }

  /** Whose passkey answered, or null when it is not known, wrong, or too late. */
  async use(holder: string, answer: PasskeyAnswer): Promise<{ accountId: string; amr: 'hwk' | 'swk' } | null> {
    const challenge = await this.challenges.take(holder);
    const passkey = await this.store.find(answer.id);
    const used = challenge && passkey && (await this.ceremony.verifyUse(answer, challenge, passkey));
    if (!used || !(await this.store.noteUse(passkey, used.counter))) return null;
    return { accountId: passkey.accountId, amr: used.amr };
  }

  /** The passkey that was made, not yet kept. */
  async make(holder: string, answer: PasskeyAnswer): Promise<NewPasskey | null> {
    const challenge = await this.challenges.take(holder);
    return challenge && this.ceremony.verifyNew(answer, challenge);
  }
}
