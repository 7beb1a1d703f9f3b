import type { Client } from '../client/client.entity.js';
import { plusSeconds } from '../protocol/clock.js';
import { isSubset } from '../protocol/scope.js';
import { isAcrMet } from './authentication-context.js';
import type { Authorization } from './authorization.js';
import type { Consent } from './consent.entity.js';
import type { Session } from './session.entity.js';

/** What the person must still do; `done` is nothing. */
export type Step = 'login' | 'select_account' | 'consent' | 'done';

/** Why no answer is possible (OpenID Connect Core §3.1.2.6). */
export type Obstacle = 'login_required' | 'consent_required' | 'unmet_authentication_requirements';

/** What the person has done within this interaction, with the session that the browser has now. */
export interface Progress {
  hasChosen: boolean;
  hasAuthenticated: boolean;
  hasConsented: boolean;
}

/** All that an authorization request is judged by. */
export interface Situation {
  request: Pick<Authorization, 'prompts' | 'maxAge' | 'claims' | 'subjects' | 'resources'>;
  client: Pick<Client, 'requireConsent' | 'isPublic' | 'applicationType'>;
  session: Pick<Session, 'accountId' | 'authTime'> | null;
  /** What the person would allow: the scopes asked for that he may have, and those that the claims asked for stand for. */
  wanted: readonly string[];
  /** What he allowed this application before. */
  consent: Pick<Consent, 'scopes' | 'resources'> | null;
  progress: Progress;
}

/** What must the person still do, or why can the request not be met? The whole rule, in order. */
export function judge(situation: Situation, now: Date): Step | Obstacle {
  const { request, progress } = situation;
  const isSilent = request.prompts.includes('none');
  if (!isAcrMet(request.claims)) return 'unmet_authentication_requirements';
  if (needsLogin(situation, now)) return isSilent ? 'login_required' : 'login';
  // Core §3.1.2.1: whoever has just logged in is not whom the request asks about.
  if (isStranger(situation)) return isSilent || progress.hasAuthenticated ? 'login_required' : 'login';
  if (request.prompts.includes('select_account') && !progress.hasChosen) return 'select_account';
  if (needsConsent(situation)) return isSilent ? 'consent_required' : 'consent';
  return 'done';
}

/** Core §3.1.2.1: `prompt=login` and `max_age` are satisfied by a password given within the interaction. */
function needsLogin({ request, session, progress }: Situation, now: Date): boolean {
  if (!session) return true;
  if (progress.hasAuthenticated) return false;
  return request.prompts.includes('login') || isTooOld(session.authTime, request.maxAge, now);
}

function isTooOld(authTime: Date, maxAge: number | null, now: Date): boolean {
  // Core §15.1 makes `max_age=0` a synonym of `prompt=login`.
  return maxAge !== null && (maxAge === 0 || plusSeconds(authTime, maxAge) < now);
}

function isStranger({ request, session }: Situation): boolean {
  return request.subjects !== null && !request.subjects.includes(session!.accountId);
}

function needsConsent({ request, client, wanted, consent, progress }: Situation): boolean {
  if (progress.hasConsented) return false;
  if (request.prompts.includes('consent')) return true;
  const isCovered = consent !== null && isSubset(wanted, consent.scopes) && isSubset(request.resources, consent.resources);
  // RFC 8252 §8.6: anybody can pose as a native application without a secret, so that nothing goes to one unseen.
  const isUnproved = client.isPublic && client.applicationType === 'native';
  return client.requireConsent && (isUnproved || !isCovered);
}
