import type { Account } from '../account/account.entity.js';
import { plusSeconds } from '../protocol/clock.js';
import type { Interaction } from './interaction.entity.js';

/** That a person is who he says. */
export interface Proof {
  account: Account;
  /** Before the password was looked at: one that is changed meanwhile ends what comes of this. */
  authTime: Date;
  /** How (RFC 8176 §2). */
  amr: string[];
}

/** The proof; null for none, or the seconds to wait before trying again. */
export type LoginResult = { proof: Proof | null; waitSeconds: number };

/** Seconds that a password counts for while the passkey is asked for. */
const PASSWORD_COUNTS = 600;

/** When this person gave the password within the interaction; null for not at all, or too long ago. */
export function passwordGivenBy({ passwordAccountId, passwordAt }: Interaction, { accountId }: Pick<Account, 'accountId'>, now: Date): Date | null {
  return passwordAccountId === accountId && passwordAt && now < plusSeconds(passwordAt, PASSWORD_COUNTS) ? passwordAt : null;
}
