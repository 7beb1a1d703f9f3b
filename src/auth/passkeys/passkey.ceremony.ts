import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { Account } from '../../account/account.entity.js';
import { Settings } from '../../config/settings.js';
import { displayName } from '../pages/person.js';
import { CHALLENGE_TTL } from './passkey-challenge.store.js';
import type { Passkey } from './passkey.entity.js';
import type { NewPasskey } from './passkey.store.js';

/** That a passkey was used, as its authenticator says it. */
export interface PasskeyUse {
  counter: number;
  /** RFC 8176 §2: a key that stays in its hardware, or one that is copied between a person's devices. No attestation proves it. */
  amr: 'hwk' | 'swk';
}

/** ES256, RS256 and Ed25519 (RFC 9053, RFC 8812), the ones that authenticators have. */
const ALGORITHMS = [-7, -8, -257];

/** What is said to authenticators and believed of them (WebAuthn Level 3 §7): for this host alone, with the person verified there. */
@Injectable()
export class PasskeyCeremony {
  private readonly logger = new Logger('Passkeys');
  private readonly rpID: string;
  private readonly origin: string;

  constructor(private readonly settings: Settings) {
    ({ hostname: this.rpID, origin: this.origin } = new URL(settings.publicUrl));
  }

  /** What `navigator.credentials.create` is asked. */
  describeNew(account: Account, known: readonly Passkey[], challenge: Buffer): Promise<object> {
    return generateRegistrationOptions({
      rpName: this.settings.brandName ?? this.rpID,
      rpID: this.rpID,
      userName: account.username,
      userID: new Uint8Array(userHandleOf(account.accountId)),
      userDisplayName: displayName(account),
      challenge: new Uint8Array(challenge),
      timeout: CHALLENGE_TTL * 1000,
      excludeCredentials: known.map(describe),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      supportedAlgorithmIDs: ALGORITHMS,
    });
  }

  /** What `navigator.credentials.get` is asked; without `allowed`, for any passkey of this host. */
  describeUse(challenge: Buffer, allowed: readonly Passkey[] = []): Promise<object> {
    const allowCredentials = allowed.map(describe);
    return generateAuthenticationOptions({ rpID: this.rpID, challenge: new Uint8Array(challenge), timeout: CHALLENGE_TTL * 1000, allowCredentials, userVerification: 'required' });
  }

  /** The passkey that was made, or null for an answer that proves none. */
  async verifyNew(answer: object, challenge: Buffer): Promise<NewPasskey | null> {
    const response = answer as RegistrationResponseJSON;
    const expected = { expectedChallenge: challenge.toString('base64url'), expectedOrigin: this.origin, expectedRPID: this.rpID, requireUserVerification: true };
    const { registrationInfo: made } = await this.judge(() => verifyRegistrationResponse({ response, ...expected, supportedAlgorithmIDs: ALGORITHMS }));
    if (!made) return null;
    const { id: passkeyId, publicKey, counter, transports = [] } = made.credential;
    return { passkeyId, publicKey: Buffer.from(publicKey), counter, transports: transports.filter((name) => /^[a-z-]{1,32}$/.test(name)) };
  }

  /** Null for an answer that this passkey did not give. */
  async verifyUse(answer: object, challenge: Buffer, passkey: Passkey): Promise<PasskeyUse | null> {
    const response = answer as AuthenticationResponseJSON;
    const { passkeyId: id, publicKey, counter, accountId } = passkey;
    const expected = { expectedChallenge: challenge.toString('base64url'), expectedOrigin: this.origin, expectedRPID: this.rpID, requireUserVerification: true };
    const { verified, authenticationInfo: used } = await this.judge(() =>
      verifyAuthenticationResponse({ response, ...expected, credential: { id, publicKey: new Uint8Array(publicKey), counter } }),
    );
    // §7.2 step 6: the handle, where the authenticator tells it, is that of the passkey's owner.
    const handle = response.response?.userHandle;
    if (!verified || !used || (handle !== undefined && handle !== userHandleOf(accountId).toString('base64url'))) return null;
    return { counter: used.newCounter, amr: used.credentialDeviceType === 'multiDevice' ? 'swk' : 'hwk' };
  }

  /** The library throws for whatever an answer lacks. */
  private async judge<Verified extends object>(verify: () => Promise<Verified>): Promise<Partial<Verified>> {
    try {
      return await verify();
    } catch (error) {
      this.logger.log({ msg: 'passkey refused', why: String((error as Error).message).slice(0, 200) });
      return {};
    }
  }
}

/** WebAuthn §14.6.1: nothing that tells who the person is. */
function userHandleOf(accountId: string): Buffer {
  return createHash('sha256').update(`passkey of ${accountId}`).digest();
}

const describe = ({ passkeyId: id, transports }: Passkey) => ({ id, transports });
