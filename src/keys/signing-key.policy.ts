import { MAX_AGE } from '../database/remembered.rows.js';
import { plusSeconds } from '../protocol/clock.js';

/** The algorithms that a client may choose for its tokens (RFC 7518 §3.1; RFC 8037 §3.1, with Ed25519). */
export const SIGNING_ALGS = ['RS256', 'ES256', 'EdDSA'] as const;
export type SigningAlg = (typeof SIGNING_ALGS)[number];

/** Seconds for which the JWKS may be kept by whoever has fetched it. */
export const JWKS_MAX_AGE = 300;

/** Seconds from a key's publication to its first signature: every replica and every cached JWKS knows it by then, a cache behind a cache too. */
export const LEAD = 2 * JWKS_MAX_AGE;

/** Seconds that an access or ID token lives at most, whatever its client is set to. */
export const LONGEST_TOKEN_TTL = 86_400;

/** Seconds by which a replica may sign longer, or sooner, than it should: it learns of changes within `MAX_AGE`, and its clock is its own. */
const LAG = 3 * MAX_AGE;

/** `published`: in the JWKS, not signing yet; `retired`: in the JWKS for the tokens that are out; `gone`: no longer in the JWKS. */
export const KEY_STATES = ['published', 'signing', 'retired', 'gone'] as const;
export type KeyState = (typeof KEY_STATES)[number];

/** The course of a key's life, fixed ahead: nothing has to happen for it to go on. */
export interface KeyTimes {
  signsFrom: Date;
  /** Null while no successor is known; not after `signsFrom` for a key that was withdrawn before it signed. */
  signsUntil: Date | null;
  /** In the JWKS. */
  publishedUntil: Date | null;
}

export function stateOf({ signsFrom, signsUntil, publishedUntil }: KeyTimes, now: Date): KeyState {
  if (publishedUntil && publishedUntil <= now) return 'gone';
  if (signsUntil && signsUntil <= now) return 'retired';
  return signsFrom <= now ? 'signing' : 'published';
}

/** Of the keys of one algorithm, the one that signs now; where a clock lags, the first that will. */
export function signerOf<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key | undefined {
  const able = keys.filter((key) => ['signing', 'published'].includes(stateOf(key, now))).sort((a, b) => Number(a.signsFrom) - Number(b.signsFrom));
  return able.findLast(({ signsFrom }) => signsFrom <= now) ?? able[0];
}

/** The one that is to take over from the one that signs. */
export function pendingOf<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key | undefined {
  const signer = signerOf(keys, now);
  return keys.find((key) => key !== signer && stateOf(key, now) === 'published');
}

/** The end of a key that signs no more from then on: it stays in the JWKS until nothing that it signed can live. */
export function endingAt(signsUntil: Date): Pick<KeyTimes, 'signsUntil' | 'publishedUntil'> {
  return { signsUntil, publishedUntil: plusSeconds(signsUntil, LAG + LONGEST_TOKEN_TTL) };
}

/** Whatever the key signed was asked for in this time, on whichever replica; null for one that never signed. */
export function signingSpanOf({ signsFrom, signsUntil }: KeyTimes): { from: Date; until: Date | null } | null {
  if (signsUntil && signsUntil <= signsFrom) return null;
  return { from: plusSeconds(signsFrom, -LAG), until: signsUntil && plusSeconds(signsUntil, LAG) };
}
