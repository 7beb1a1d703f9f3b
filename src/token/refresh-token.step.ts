import type { Step, StepValues } from '../audit/ledger.store.js';
import type { Verdict } from '../audit/verdict.js';
import type { RevocationReason } from './revocation-reason.js';
import { isFrozen, isWorthNoting, type RefreshFacts } from './refresh-token.policy.js';

/**
 * The family is as it was judged: of this generation, neither ended nor (still) frozen. One row is the whole family (revoking a grant
 * ends its row too), so this condition is the lock.
 */
const STANDS = `family.grant_id = attempt.grant_id AND family.generation = attempt.expected AND family.revoked_at IS NULL
  AND (family.frozen_at IS NULL OR family.frozen_until <= attempt.at)`;

/** The day of the family's life: its first use in each is noted, for the lists, in a column that is indexed and so should change seldom. */
const dayOf = (moment: string) => `floor(extract(epoch FROM ${moment} - family.issued_at) / 86400)`;
const IS_ANOTHER = `${dayOf('attempt.stamp')} > ${dayOf('family.noted_at')}`;
const USED = `last_used_at = attempt.stamp,
  noted_at = CASE WHEN ${IS_ANOTHER} THEN attempt.stamp ELSE family.noted_at END,
  noted_before = CASE WHEN ${IS_ANOTHER} THEN family.noted_at ELSE family.noted_before END`;

const check = (name: string, condition = ''): Step => ({ name, sql: `SELECT attempt.* FROM attempt, refresh_token family WHERE ${STANDS}${condition}` });
const change = (name: string, changes: string): Step => ({
  name,
  sql: `UPDATE refresh_token family SET ${changes} FROM attempt WHERE ${STANDS} RETURNING attempt.*`,
});

const CHECK = { ...check('check'), tellsPrevious: true };
const CHECK_RETRY = check('check_retry', ' AND family.rotated_at = attempt.stamp');
const NOTE = { ...change('note', `${USED}, rotated_at = NULL`), tellsPrevious: true };
const ROTATE = change(
  'rotate',
  `${USED}, generation = family.generation + 1, token_key_id = attempt.word, rotated_at = attempt.stamp, rotate_next_at = NULL`,
);
const ORDER_ROTATION = change('order_rotation', `${USED}, rotate_next_at = attempt.stamp`);
const FREEZE = change('freeze', 'frozen_at = attempt.stamp, frozen_until = NULL, frozen_reason = attempt.word');
const END: Step = {
  name: 'end',
  sql: `UPDATE refresh_token family SET revoked_at = attempt.stamp, revoked_reason = attempt.word FROM attempt
    WHERE family.grant_id = attempt.grant_id AND family.revoked_at IS NULL RETURNING attempt.*`,
};

/** What a verdict does to its family, in the statement that writes its row in the ledger; nothing for a mere refusal. */
export function stepOf(verdict: Verdict, { family, client, suspicion }: RefreshFacts, tokenKeyId: string, now: Date): [Step?, StepValues?] {
  const expected = family?.generation;
  switch (verdict) {
    case 'reused':
      if (suspicion) return [ORDER_ROTATION, { expected, stamp: now }];
      return [isWorthNoting(family!, client.refreshTokenIdleTtl, now) ? NOTE : CHECK, { expected, stamp: now }];
    case 'rotated':
      return [ROTATE, { expected, stamp: now, word: tokenKeyId }];
    case 'retried':
      return [CHECK_RETRY, { expected, stamp: family!.rotatedAt }];
    case 'frozen':
      return isFrozen(family!, now) ? [] : [FREEZE, { expected, stamp: now, word: suspicion }];
    case 'replayed':
      return [END, { stamp: now, word: 'token_replayed' satisfies RevocationReason }];
    default:
      return [];
  }
}
