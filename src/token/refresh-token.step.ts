import type { Step } from '../audit/ledger.store.js';
import type { Verdict } from '../audit/verdict.js';
import type { RevocationReason } from './revocation-reason.js';
import { isWorthNoting, type RefreshFacts } from './refresh-token.policy.js';

/** The family is as it was judged: $1 its id, $2 its generation. One row is the whole family, so this condition is the lock. */
const STANDS = `family.grant_id = $1 AND family.generation = $2 AND family.revoked_at IS NULL AND family.frozen_at IS NULL
  AND "grant".grant_id = family.grant_id AND "grant".revoked_at IS NULL`;

const CHECK = `SELECT 1 FROM refresh_token family, "grant" WHERE ${STANDS}`;
const CHECK_RETRY = `${CHECK} AND family.rotated_at = $3`;
const NOTE = `UPDATE refresh_token family SET last_used_at = $3, rotated_at = NULL FROM "grant" WHERE ${STANDS} RETURNING 1`;
const ROTATE = `UPDATE refresh_token family
  SET generation = family.generation + 1, token_key_id = $4, rotated_at = $3, last_used_at = $3, rotate_next_at = NULL
  FROM "grant" WHERE ${STANDS} RETURNING 1`;
const ORDER_ROTATION = `UPDATE refresh_token family SET last_used_at = $3, rotate_next_at = $3 FROM "grant" WHERE ${STANDS} RETURNING 1`;
const FREEZE = `UPDATE refresh_token family SET frozen_at = $3, frozen_reason = $4 FROM "grant" WHERE ${STANDS} RETURNING 1`;
const END = `UPDATE refresh_token SET revoked_at = $2, revoked_reason = $3 WHERE grant_id = $1 AND revoked_at IS NULL RETURNING 1`;

/** What a verdict does to its family, in the statement that writes its row in the ledger; nothing for a mere refusal. */
export function stepOf(verdict: Verdict, { family, client, suspicion }: RefreshFacts, tokenKeyId: string, now: Date): Step | undefined {
  switch (verdict) {
    case 'reused':
      if (suspicion) return { sql: ORDER_ROTATION, values: [family!.generation, now] };
      return isWorthNoting(family!, client.refreshTokenIdleTtl, now)
        ? { sql: NOTE, values: [family!.generation, now] }
        : { sql: CHECK, values: [family!.generation] };
    case 'rotated':
      return { sql: ROTATE, values: [family!.generation, now, tokenKeyId] };
    case 'retried':
      return { sql: CHECK_RETRY, values: [family!.generation, family!.rotatedAt] };
    case 'frozen':
      return family!.frozenAt ? undefined : { sql: FREEZE, values: [family!.generation, now, suspicion] };
    case 'replayed':
      return { sql: END, values: [now, 'token_replayed' satisfies RevocationReason] };
    default:
      return undefined;
  }
}
