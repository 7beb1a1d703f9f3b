import { uuidFromBytes, uuidToBytes } from '../protocol/uuid.js';

const ID_BYTES = 16;
const SECRET_BYTES = 32;

/** A code that a grant is fetched with: base64url of its id and 256 random bits, of which the database holds the hash. */
export function formatGrantCode(grantId: string, secret: Buffer): string {
  return Buffer.concat([uuidToBytes(grantId), secret]).toString('base64url');
}

/** Null for anything that has not this form. */
export function parseGrantCode(code: string): { grantId: string; secret: Buffer } | null {
  const bytes = Buffer.from(code, 'base64url');
  if (bytes.length !== ID_BYTES + SECRET_BYTES || bytes.toString('base64url') !== code) return null;
  return { grantId: uuidFromBytes(bytes), secret: bytes.subarray(ID_BYTES) };
}
