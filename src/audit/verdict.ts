/** What became of an attempt to refresh: the closed list of the refresh contract. */
export const SUCCESSES = ['reused', 'rotated', 'retried'] as const;

export const REFUSALS = [
  'unknown',
  'malformed',
  'expired',
  'idle',
  'replayed',
  'revoked',
  'frozen',
  'grant_revoked',
  'session_ended',
  'account_disabled',
  'client_disabled',
  'client_mismatch',
  'key_mismatch',
  'proof_missing',
  'scope_exceeded',
  'target_exceeded',
  'rate_limited',
  'storage_unavailable',
] as const;

export type Success = (typeof SUCCESSES)[number];
export type Refusal = (typeof REFUSALS)[number];
export type Verdict = Success | Refusal;

export function isSuccess(verdict: Verdict): verdict is Success {
  return (SUCCESSES as readonly string[]).includes(verdict);
}
