import { createHash, createHmac, hkdfSync } from 'node:crypto';

export interface RingKey {
  /** The first 8 hex digits of the key's SHA-256: tells keys apart, tells nothing about them. */
  id: string;
  secret: Buffer;
}

/** Secret keys kept outside the database: the first is used for new things, the others still recognise old ones. */
export class KeyRing {
  private constructor(readonly keys: readonly RingKey[]) {}

  /** Reads `key,key,…`, each base64 or base64url of at least 32 bytes. Throws on anything else. */
  static parse(text: string): KeyRing {
    const keys = text.split(',').map((part) => {
      const encoded = part.trim();
      if (!/^[\w+/-]+=*$/.test(encoded)) throw new Error('not base64url');
      const secret = Buffer.from(encoded, 'base64url');
      if (secret.length < 32) throw new Error('shorter than 32 bytes');
      return { id: createHash('sha256').update(secret).digest('hex').slice(0, 8), secret };
    });
    if (new Set(keys.map((key) => key.id)).size < keys.length) throw new Error('the same key twice');
    return new KeyRing(keys);
  }

  /** A ring of the same ids for one purpose, so that a value made for one is worthless for another (RFC 5869). */
  derive(purpose: string): KeyRing {
    return new KeyRing(
      this.keys.map(({ id, secret }) => ({ id, secret: Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)) })),
    );
  }

  get current(): RingKey {
    return this.keys[0]!;
  }

  find(id: string): RingKey | null {
    return this.keys.find((key) => key.id === id) ?? null;
  }

  /** HMAC-SHA-256 (32 bytes) of the parts under the key with this id, or null when that key has left the ring. */
  mac(id: string, ...parts: Buffer[]): Buffer | null {
    const key = this.find(id);
    if (!key) return null;
    const hmac = createHmac('sha256', key.secret);
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  }
}
