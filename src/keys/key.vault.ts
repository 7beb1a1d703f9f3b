import { generateKeyPair, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { ConfigError } from '../config/config.error.js';
import { KeyRing } from '../config/key-ring.js';
import { Settings } from '../config/settings.js';
import { decryptPrivateKey, encryptPrivateKey } from './private-key.cipher.js';
import type { SigningKey } from './signing-key.entity.js';
import type { SigningAlg } from './signing-key.policy.js';

const generate = promisify(generateKeyPair);

/** On another thread: an RSA key takes longer than a request may wait. */
const GENERATE: Record<SigningAlg, () => Promise<KeyPairKeyObjectResult>> = {
  RS256: () => generate('rsa', { modulusLength: 2048 }),
  ES256: () => generate('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generate('ed25519'),
};

/** Makes key pairs, and opens the private halves that are encrypted with ENCRYPTION_KEYS. */
@Injectable()
export class KeyVault {
  private readonly ring: KeyRing;

  constructor(settings: Settings) {
    this.ring = KeyRing.parse(settings.encryptionKeys);
  }

  /** A new key, not in the database yet. */
  async make(alg: SigningAlg, createdAt: Date, signsFrom: Date): Promise<SigningKey> {
    const { publicKey, privateKey } = await GENERATE[alg]();
    const jwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    return {
      ...{ kid, alg, publicJwk: { ...jwk, kid, alg, use: 'sig' } },
      ...{ privateKey: encryptPrivateKey(privateKey, kid, this.ring.current), encryptionKeyId: this.ring.current.id },
      ...{ createdAt, signsFrom, signsUntil: null, publishedUntil: null, retiredAt: null, compromisedAt: null },
    };
  }

  /** Throws ConfigError when ENCRYPTION_KEYS cannot open it. */
  open({ kid, privateKey, encryptionKeyId }: SigningKey): KeyObject {
    const key = this.ring.find(encryptionKeyId);
    if (!key) throw new ConfigError(`ENCRYPTION_KEYS lacks the key ${encryptionKeyId}, which signing key ${kid} is encrypted with: add it back.`);
    return decryptPrivateKey(privateKey!, kid, key);
  }
}
