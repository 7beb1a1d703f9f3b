import { createPublicKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ChangeFeed } from '../database/change.feed.js';
import { RememberedRows } from '../database/remembered.rows.js';
import { Clock } from '../protocol/clock.js';
import { KeyVault } from './key.vault.js';
import type { SigningKey } from './signing-key.entity.js';
import { signerOf, type SigningAlg } from './signing-key.policy.js';
import { SigningKeyStore } from './signing-key.store.js';

export interface KnownKey {
  kid: string;
  alg: SigningAlg;
  key: KeyObject;
}

/** All keys are remembered together. */
const ALL = '';

/** The signing keys as this process remembers them: what another replica changes is known here in a moment, and after `MAX_AGE` seconds at the latest. */
@Injectable()
export class KnownKeys {
  private readonly remembered: RememberedRows<SigningKey[]>;
  /** Opened once, by `kid`: a key pair never changes. */
  private readonly opened = { public: new Map<string, KeyObject>(), private: new Map<string, KeyObject>() };

  constructor(
    private readonly store: SigningKeyStore,
    private readonly vault: KeyVault,
    feed: ChangeFeed,
    private readonly clock: Clock,
  ) {
    this.remembered = new RememberedRows(feed, 'signing_key', clock, () => store.findAll());
  }

  /** The private key that signs by this algorithm now. Throws ConfigError when ENCRYPTION_KEYS cannot open it. */
  async getSigner(alg: SigningAlg): Promise<KnownKey> {
    const keys = (await this.remembered.find(ALL))!.filter((key) => key.alg === alg);
    const signer = signerOf(keys, this.clock.now());
    if (!signer) throw new Error(`there is no key that signs by ${alg}`);
    const key = this.opened.private.get(signer.kid) ?? this.vault.open(signer);
    this.opened.private.set(signer.kid, key);
    return { kid: signer.kid, alg, key };
  }

  /** The public key, also of one that is no longer in the JWKS: an old ID token is still a hint. Null for a compromised one and for none of ours. */
  async findPublic(kid: string): Promise<KnownKey | null> {
    const known = await this.findRow(kid);
    if (!known || known.compromisedAt) return null;
    const key = this.opened.public.get(kid) ?? createPublicKey({ key: known.publicJwk, format: 'jwk' });
    this.opened.public.set(kid, key);
    return { kid, alg: known.alg as SigningAlg, key };
  }

  /** Another replica may have made the key since, and its notification be on the way. */
  private async findRow(kid: string): Promise<SigningKey | null> {
    return (await this.remembered.find(ALL))!.find((key) => key.kid === kid) ?? this.store.find(kid);
  }
}
