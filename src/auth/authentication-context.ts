import type { ClaimRequest, ClaimsRequest } from '../protocol/claims-request.js';

/** The one authentication context class that we can give (OpenID Connect Core §2): a password, a passkey, or both. */
export const ACR = '1';

/** How it was reached (RFC 8176 §2): `hwk` or `swk` is a key that the person was present for; `mfa` says that it came after the password. */
export function amrOf({ password, passkey }: { password: boolean; passkey: 'hwk' | 'swk' | null }): string[] {
  if (!passkey) return password ? ['pwd'] : [];
  return password ? ['pwd', passkey, 'user', 'mfa'] : [passkey, 'user'];
}

/** Core §5.5.1.1: can we give the `acr` that is asked for as essential? */
export function isAcrMet({ id_token }: ClaimsRequest): boolean {
  const acr = id_token?.acr;
  return !acr?.essential || (demanded(acr) ?? [ACR]).includes(ACR);
}

/**
 * The subjects that the request can be answered for: the hint's (Core §3.1.2.1) and those that a requested `sub` names
 * (§5.5.1); null for anybody, empty when they contradict each other.
 */
export function demandedSubjects(hinted: string | null, { id_token, userinfo }: ClaimsRequest): unknown[] | null {
  const demands = [hinted === null ? null : [hinted], demanded(id_token?.sub), demanded(userinfo?.sub)];
  return demands.reduce<unknown[] | null>((all, demand) => (all && demand ? all.filter((one) => demand.includes(one)) : (all ?? demand)), null);
}

function demanded(claim: ClaimRequest | undefined): unknown[] | null {
  if (!claim) return null;
  return claim.value === undefined ? (claim.values ?? null) : [claim.value];
}
