import type { Account } from '../../account/account.entity.js';

/** How a page calls a person. */
export function displayName({ claims, username }: Account): string {
  return claims.name ?? username;
}
