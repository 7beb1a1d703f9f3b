import type { Incident } from '../../audit/incident.store.js';
import type { Case } from './case.js';

/** What to do about a token that works and should perhaps not. */
export const SUSPICION_ADVICE =
  'Ask the person whether the last uses were theirs: if not, revoke it and have them change the password; if nobody can tell, order it to be rotated, by which a second holder betrays himself.';

/** The last suspicion that the token is in two hands; null when there is none, or when somebody has acted upon the token since. */
export function suspicionOf({ history, provenance }: Pick<Case, 'history' | 'provenance'>): Incident | null {
  const acts = history.filter(({ kind, targetKind, targetId }) => kind === 'act' && targetKind === 'token' && targetId === provenance?.grantId);
  const last = acts.at(-1);
  return last?.what === 'token.suspect' ? last : null;
}
