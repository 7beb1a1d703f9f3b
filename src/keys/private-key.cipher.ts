import { createCipheriv, createDecipheriv, createPrivateKey, randomBytes, type KeyObject } from 'node:crypto';
import type { RingKey } from '../config/key-ring.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM over the PKCS #8 form: nonce, tag, ciphertext. The kid is authenticated, so that rows cannot be swapped. */
export function encryptPrivateKey(privateKey: KeyObject, kid: string, key: RingKey): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.secret, nonce).setAAD(Buffer.from(kid));
  const sealed = Buffer.concat([cipher.update(privateKey.export({ format: 'der', type: 'pkcs8' })), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Throws when the key is another one or the row was altered. */
export function decryptPrivateKey(sealed: Buffer, kid: string, key: RingKey): KeyObject {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key.secret, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(kid)).setAuthTag(tag);
  const der = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}
