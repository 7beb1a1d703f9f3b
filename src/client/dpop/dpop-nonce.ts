import { Injectable } from '@nestjs/common';
import { KeyRing, type RingKey } from '../../config/key-ring.js';
import { Settings } from '../../config/settings.js';
import { toSeconds } from '../../protocol/clock.js';
import { equalsInConstantTime } from '../../protocol/secret.js';

/** Seconds for which one nonce is handed out; it is good in the window after that too. */
const WINDOW = 300;

/** Nonces for DPoP proofs (RFC 9449 §8): computed from the time, hence the same on every replica and stored nowhere. */
@Injectable()
export class DpopNonce {
  private readonly ring: KeyRing;

  constructor(settings: Settings) {
    this.ring = KeyRing.parse(settings.tokenKeys).derive('dpop nonce');
  }

  /** The nonce to hand out now. */
  current(now: Date): string {
    return this.nonceOf(this.ring.current, windowOf(now));
  }

  /** Is it of this window or the one before, under any key of the ring? Constant time in the nonce. */
  isValid(nonce: string, now: Date): boolean {
    const windows = [windowOf(now), windowOf(now) - 1];
    const valid = this.ring.keys.flatMap((key) => windows.map((window) => this.nonceOf(key, window)));
    return valid.filter((one) => equalsInConstantTime(nonce, one)).length > 0; // `some` would stop at the first
  }

  private nonceOf({ id }: RingKey, window: number): string {
    return this.ring.mac(id, Buffer.from(String(window)))!.toString('base64url');
  }
}

function windowOf(now: Date): number {
  return Math.floor(toSeconds(now) / WINDOW);
}
