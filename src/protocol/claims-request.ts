/** OpenID Connect Core §5.5: which single claims are wanted, in which token, and how much. */
export interface ClaimsRequest {
  userinfo?: Record<string, ClaimRequest>;
  id_token?: Record<string, ClaimRequest>;
}

/** §5.5.1; null asks in the default manner. */
export type ClaimRequest = null | { essential?: boolean; value?: unknown; values?: unknown[] };

/** Reads the `claims` parameter; null when it is not of the specification's form. Unknown members are ignored. */
export function parseClaimsRequest(json: string): ClaimsRequest | null {
  const parsed = parseObject(json);
  if (!parsed) return null;
  const { userinfo = {}, id_token = {} } = parsed;
  return isClaims(userinfo) && isClaims(id_token) ? { userinfo, id_token } : null;
}

function parseObject(json: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(json);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isClaims(value: unknown): value is Record<string, ClaimRequest> {
  return isObject(value) && Object.values(value).every((claim) => claim === null || isClaim(claim));
}

function isClaim(claim: unknown): boolean {
  if (!isObject(claim)) return false;
  const { essential, values } = claim;
  return (essential === undefined || typeof essential === 'boolean') && (values === undefined || Array.isArray(values));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
