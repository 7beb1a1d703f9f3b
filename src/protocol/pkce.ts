import { createHash } from 'node:crypto';
import { equalsInConstantTime } from './secret.js';

/** RFC 7636 §4.1: 43 to 128 unreserved characters. */
export const CODE_VERIFIER = /^[\w.~-]{43,128}$/;

/** RFC 7636 §4.2: the base64url SHA-256 of a verifier has 43 characters. */
export const CODE_CHALLENGE = /^[\w-]{43}$/;

/** RFC 7636 §4.6 with S256, the only method we take: does the verifier hash to the challenge? */
export function provesChallenge(verifier: string, challenge: string): boolean {
  return equalsInConstantTime(createHash('sha256').update(verifier).digest('base64url'), challenge);
}
