import type { Account } from '../account/account.entity.js';
import type { Verdict } from '../audit/verdict.js';
import type { Client } from '../client/client.entity.js';
import { isSubset } from '../protocol/scope.js';
import type { Grant } from './grant.entity.js';
import type { RefreshToken } from './refresh-token.entity.js';

/** All that a refresh is judged by. */
export interface RefreshFacts {
  /** Who presents the token, authenticated. */
  client: Client;
  /** The token's family and grant; null when the token is not one that we made. */
  family: RefreshToken | null;
  grant: Grant | null;
  generation: number;
  /** The person behind the grant; null when there is none any more. */
  account: Account | null;
  /** What the request asks for; nothing means all. */
  scopes: readonly string[];
  resources: readonly string[];
}

/** May this token be refreshed with, and if not, why? The whole rule, in order: the first reason is the reason. */
export function judge({ client, family, grant, generation, account, scopes, resources }: RefreshFacts, now: Date): Verdict {
  if (!family || !grant || generation !== family.generation) return 'unknown';
  // RFC 6749 §10.4: bound to the client it was issued to. Judged before all else, so that A cannot touch what is B's.
  if (grant.clientId !== client.clientId) return 'client_mismatch';
  if (client.disabledAt) return 'client_disabled';
  if (family.revokedAt) return 'revoked';
  if (grant.revokedAt) return 'grant_revoked';
  if (now >= family.expiresAt) return 'expired';
  if (!account?.isEnabled) return 'account_disabled';
  // RFC 6749 §6: the scope asked for MUST NOT include any scope not originally granted.
  if (!isSubset(scopes, grant.scopes)) return 'scope_exceeded';
  // RFC 8707 §2.2: likewise the resources.
  if (!isSubset(resources, grant.resources)) return 'target_exceeded';
  return 'reused';
}
