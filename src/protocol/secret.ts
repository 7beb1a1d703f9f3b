import { createHash, randomBytes, randomFillSync, timingSafeEqual } from 'node:crypto';

/** 256 random bits. */
export function randomSecret(): Buffer {
  return randomBytes(32);
}

const pool = Buffer.alloc(4096);
let drawn = pool.length;

/** Random bytes for a name, at most 4096: drawn from the system many at once, for it is asked at each refresh. */
export function randomName(length: number): Buffer {
  if (drawn + length > pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  return Buffer.from(pool.subarray(drawn, (drawn += length)));
}

/** SHA-256: how a 256-bit random secret rests in the database. Not for anything a person chose. */
export function hashSecret(secret: Buffer): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Equality whose duration tells nothing about where two values differ. */
export function equalsInConstantTime(a: string | Buffer, b: string | Buffer): boolean {
  const [left, right] = [Buffer.from(a as string), Buffer.from(b as string)];
  return left.length === right.length && timingSafeEqual(left, right);
}
