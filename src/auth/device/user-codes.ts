import { Injectable } from '@nestjs/common';
import { KeyRing } from '../../config/key-ring.js';
import { Settings } from '../../config/settings.js';
import { uuidToBytes } from '../../protocol/uuid.js';
import { userCodeFrom } from './user-code.js';

/** A user code, and what the database holds of it. */
export interface UserCode {
  code: string;
  keyId: string;
  mac: Buffer;
}

/** User codes: recomputed from the grant's id under a key that is not in the database, and found again by another keyed hash. */
@Injectable()
export class UserCodes {
  private readonly making: KeyRing;
  private readonly finding: KeyRing;

  constructor(settings: Settings) {
    const ring = KeyRing.parse(settings.tokenKeys);
    this.making = ring.derive('user code');
    this.finding = ring.derive('user code, entered');
  }

  make(grantId: string): UserCode {
    const keyId = this.making.current.id;
    const code = this.of(grantId, keyId)!;
    return { code, keyId, mac: this.finding.mac(keyId, Buffer.from(code))! };
  }

  /** Null when its key has left TOKEN_KEYS. */
  of(grantId: string, keyId: string): string | null {
    const mac = this.making.mac(keyId, uuidToBytes(grantId));
    return mac && userCodeFrom(mac);
  }

  /** What the row of an entered code may hold: one for each key that is still there. */
  macsOf(code: string): Buffer[] {
    return this.finding.keys.map(({ id }) => this.finding.mac(id, Buffer.from(code))!);
  }
}
