import type { Assessment } from './theft.policy.js';

/** The score at which a client's `theft_action` is taken; below it the operator is only told. */
export const SUSPICIOUS = 50;

/** The alert as the log has it. */
export function describeSuspicion({ score, signals }: Assessment, grantId: string, requestId: string): object {
  return { msg: 'a refresh token may be stolen', score, signals, grantId, requestId };
}
