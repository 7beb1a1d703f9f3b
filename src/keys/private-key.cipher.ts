import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { RingKey } from '../config/key-ring.js';
import { seal, unseal } from './sealed.js';

/** A private key's PKCS #8 form, sealed under its kid. */
export function encryptPrivateKey(privateKey: KeyObject, kid: string, key: RingKey): Buffer {
  return seal(privateKey.export({ format: 'der', type: 'pkcs8' }), kid, key);
}

/** Throws when the key is another one or the row was altered. */
export function decryptPrivateKey(sealed: Buffer, kid: string, key: RingKey): KeyObject {
  return createPrivateKey({ key: unseal(sealed, kid, key), format: 'der', type: 'pkcs8' });
}
