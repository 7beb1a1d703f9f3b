/** An attempt to refresh, as `GET /admin/v1/audit/refreshes` shows it. */
export interface Usage {
  id: string;
  at: string;
  verdict: string;
  reason: string | null;
  count: number;
  grant: string;
  generation: number | null;
  client: string;
  account: string | null;
  ip: string | null;
  user_agent: string | null;
  request_id: string;
}

/** An administrative act, as `/audit/events` shows it. */
export interface Act {
  id: string;
  at: string;
  action: string;
  actor: string;
  client: string;
  target_kind: string;
  target: string;
  old: Record<string, unknown> | null;
  new: Record<string, unknown> | null;
  reason: string;
  ticket: string | null;
  ip: string | null;
  user_agent: string | null;
  request_id: string;
}

/** All there are, the successes first. */
export const VERDICTS = [
  ...['reused', 'rotated', 'retried', 'unknown', 'malformed', 'expired', 'idle', 'replayed', 'revoked', 'frozen', 'grant_revoked', 'session_ended'],
  ...['account_disabled', 'client_disabled', 'client_mismatch', 'key_mismatch', 'proof_missing', 'scope_exceeded', 'target_exceeded', 'rate_limited', 'storage_unavailable'],
];

/** Of an attempt whose token told of no grant. */
const NO_GRANT = '00000000-0000-0000-0000-000000000000';

export const hasGrant = ({ grant }: Usage) => grant !== NO_GRANT;
