/** What became of an attempt to refresh: the closed list of the refresh contract. */
export const SUCCESSES = ['reused'] as const;

export const REFUSALS = [
  'unknown',
  'malformed',
  'expired',
  'revoked',
  'grant_revoked',
  'account_disabled',
  'client_disabled',
  'client_mismatch',
  'scope_exceeded',
  'target_exceeded',
  'storage_unavailable',
] as const;

export type Success = (typeof SUCCESSES)[number];
export type Refusal = (typeof REFUSALS)[number];
export type Verdict = Success | Refusal;
