import { Injectable } from '@nestjs/common';
import { KeyRing } from '../config/key-ring.js';
import { Settings } from '../config/settings.js';
import { equalsInConstantTime } from '../protocol/secret.js';
import type { Client } from './client.entity.js';

/** Client secrets at rest: a keyed hash, fast because the secrets are long and random (256 bits when generated). */
@Injectable()
export class ClientSecretHasher {
  private readonly ring: KeyRing;

  constructor(settings: Settings) {
    this.ring = KeyRing.parse(settings.tokenKeys).derive('client secret');
  }

  hash(clientId: string, secret: string): Pick<Client, 'clientSecretMac' | 'clientSecretKeyId'> {
    const { id } = this.ring.current;
    return { clientSecretMac: this.mac(id, clientId, secret), clientSecretKeyId: id };
  }

  /** Constant time in the secret; false for a public client. */
  matches(client: Client, secret: string): boolean {
    const expected = client.clientSecretMac;
    const actual = expected && this.mac(client.clientSecretKeyId!, client.clientId, secret);
    return !!actual && equalsInConstantTime(actual, expected);
  }

  private mac(keyId: string, clientId: string, secret: string): Buffer | null {
    return this.ring.mac(keyId, Buffer.from(`${clientId}\0${secret}`));
  }
}
