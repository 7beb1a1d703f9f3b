import { Injectable } from '@nestjs/common';
import { KeyRing } from '../config/key-ring.js';
import { Settings } from '../config/settings.js';
import { equalsInConstantTime } from '../protocol/secret.js';
import type { Client } from './client.entity.js';
import { isLive } from './former-client-secret.entity.js';

/** Client secrets at rest: a keyed hash, fast because the secrets are long and random (256 bits when generated). */
@Injectable()
export class ClientSecretHasher {
  private readonly ring: KeyRing;

  constructor(settings: Settings) {
    this.ring = KeyRing.parse(settings.tokenKeys).derive('client secret');
  }

  /** Which key of TOKEN_KEYS makes what is kept of a secret now. */
  get currentKeyId(): string {
    return this.ring.current.id;
  }

  hash(clientId: string, secret: string): Pick<Client, 'clientSecretMac' | 'clientSecretKeyId'> {
    const { id } = this.ring.current;
    return { clientSecretMac: this.mac(id, clientId, secret), clientSecretKeyId: id };
  }

  /** Is it one that lives? Constant time in the secrets: each is compared, whichever is right. False for a public client. */
  matches(client: Client, secret: string, now: Date): boolean {
    let isRight = this.isCurrent(client, secret);
    for (const former of client.formerSecrets) if (isLive(former, now)) isRight = this.equals(client.clientId, secret, former.mac, former.keyId) || isRight;
    return isRight;
  }

  /** Is it the current one? */
  isCurrent({ clientId, clientSecretMac: mac, clientSecretKeyId: keyId }: Client, secret: string): boolean {
    return mac !== null && this.equals(clientId, secret, mac, keyId!);
  }

  /** Was it ever the client's, as far as TOKEN_KEYS can tell? */
  isKnown(client: Client, secret: string): boolean {
    return this.isCurrent(client, secret) || client.formerSecrets.some(({ mac, keyId }) => this.equals(client.clientId, secret, mac, keyId));
  }

  private equals(clientId: string, secret: string, expected: Buffer, keyId: string): boolean {
    const actual = this.mac(keyId, clientId, secret);
    return actual !== null && equalsInConstantTime(actual, expected);
  }

  private mac(keyId: string, clientId: string, secret: string): Buffer | null {
    return this.ring.mac(keyId, Buffer.from(`${clientId}\0${secret}`));
  }
}
