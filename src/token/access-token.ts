import { NO_GRANT } from '../audit/ledger.store.js';
import { plusSeconds, toSeconds } from '../protocol/clock.js';
import { randomName } from '../protocol/secret.js';

/** The `typ` of an access token's header (RFC 9068 §2.1). */
export const ACCESS_TOKEN_TYP = 'at+jwt';

/** Name and times of an access token, fixed before it is signed so that the ledger can tell of it. Whole seconds. */
export interface AccessTokenStamp {
  jti: string;
  issuedAt: Date;
  expiresAt: Date;
}

/**
 * @param grantId null for a client that acts for itself
 * @param ttl seconds
 * @param authorizedUntil the authorization's end, which no access token outlives
 */
export function stampAccessToken(grantId: string | null, ttl: number, now: Date, authorizedUntil?: Date): AccessTokenStamp {
  const issuedAt = wholeSecond(now);
  const ownEnd = plusSeconds(issuedAt, ttl);
  const expiresAt = authorizedUntil && authorizedUntil < ownEnd ? wholeSecond(authorizedUntil) : ownEnd;
  return { jti: `${grantId ?? NO_GRANT}.${randomName(9).toString('base64url')}`, issuedAt, expiresAt };
}

function wholeSecond(date: Date): Date {
  return new Date(toSeconds(date) * 1000);
}

/** The grant that a `jti` belongs to; the nil UUID for none. */
export function grantIdOf(jti: string): string {
  return jti.slice(0, NO_GRANT.length);
}
