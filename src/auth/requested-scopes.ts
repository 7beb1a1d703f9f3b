import { SCOPE_CLAIMS } from '../account/claims.js';
import { ADMIN_SCOPES } from '../account/roles.js';
import type { Client } from '../client/client.entity.js';
import type { Resource } from '../client/resource.entity.js';
import type { ClaimsRequest } from '../protocol/claims-request.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { STANDARD_SCOPES } from '../protocol/scope.js';

/** The scopes that a request asks for and its client may have. Throws invalid_scope for one that is another's. */
export function requestedScopes(asked: readonly string[], client: Client, resources: readonly Resource[], prompts: readonly string[]): string[] {
  const known = new Set([...STANDARD_SCOPES, ...ADMIN_SCOPES, ...client.scopes, ...resources.flatMap(({ scopes }) => scopes)]);
  // OpenID Connect Core §3.1.2.1: scope values that are not understood SHOULD be ignored.
  const understood = asked.filter((scope) => known.has(scope));
  if (understood.some((scope) => !client.scopes.includes(scope))) {
    throw new OAuthError('invalid_scope', 'a scope asked for is not one that this application may have', 'scope_not_registered');
  }
  return understood.filter((scope) => scope !== 'offline_access' || allowsOffline(client, prompts));
}

/** Core §11: offline_access is ignored without `prompt=consent`, unless something else allows it; ours is the client's own policy. */
function allowsOffline({ requireConsent, grantTypes }: Client, prompts: readonly string[]): boolean {
  return grantTypes.includes('refresh_token') && (prompts.includes('consent') || !requireConsent);
}

/** Those of the claims asked for that the client could also have by a scope; nobody gets by `claims` what his registration withholds. */
export function permittedClaims({ id_token, userinfo }: ClaimsRequest, client: Client): ClaimsRequest {
  const permits = (claim: string) => scopesOfClaim(claim).every((scope) => client.scopes.includes(scope));
  const pick = <T>(claims: Record<string, T> = {}) => Object.fromEntries(Object.entries(claims).filter(([claim]) => permits(claim)));
  return { ...(id_token && { id_token: pick(id_token) }), ...(userinfo && { userinfo: pick(userinfo) }) };
}

/** The scopes that a person is asked about: those asked for, and those that the claims asked for belong to (Core §5.5). */
export function scopesToConsent(scopes: readonly string[], { id_token, userinfo }: ClaimsRequest): string[] {
  const claims = Object.keys({ ...id_token, ...userinfo });
  return [...new Set([...scopes, ...claims.flatMap(scopesOfClaim)])];
}

function scopesOfClaim(claim: string): string[] {
  return Object.keys(SCOPE_CLAIMS).filter((scope) => SCOPE_CLAIMS[scope]!.some((name) => name === claim));
}
