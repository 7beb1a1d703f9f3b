import type { Account } from '../account/account.entity.js';
import { permittedScopes } from '../account/roles.js';
import type { Verdict } from '../audit/verdict.js';
import type { Client } from '../client/client.entity.js';
import { plusSeconds } from '../protocol/clock.js';
import { isSubset } from '../protocol/scope.js';
import type { Grant } from './grant.entity.js';
import type { RefreshToken } from './refresh-token.entity.js';

/** All that a refresh is judged by. */
export interface RefreshFacts {
  /** Who presents the token, authenticated. */
  client: Client;
  /** Thumbprint of the key that the request proved (RFC 9449); null without a proof. */
  jkt: string | null;
  /** The token's family and grant; null when the token is not one that we made. */
  family: RefreshToken | null;
  grant: Grant | null;
  /** Of the token presented. */
  generation: number;
  /** The family's last success, exactly where it matters; its issue before the first. */
  lastUsedAt: Date | null;
  /** The person behind the grant; null when there is none any more. */
  account: Account | null;
  /** When the person last took back what he allowed this client. */
  consentWithdrawnAt: Date | null;
  /** Is the login session over? Asked only of families that end with it. */
  hasSessionEnded: boolean;
  /** The names of the signals that the token is used by two, where the client acts upon them; null for none. */
  suspicion: string | null;
  /** What the request asks for; nothing means all. */
  scopes: readonly string[];
  resources: readonly string[];
}

/** May this token be refreshed with, and if not, why? The whole rule, in order: the first reason is the reason. */
export function judge(facts: RefreshFacts, now: Date): Verdict {
  const { client, family, grant, account, generation } = facts;
  if (!family || !grant || generation > family.generation) return 'unknown';
  // RFC 6749 §10.4: bound to the client it was issued to. Judged before all else, so that A cannot touch what is B's.
  if (grant.clientId !== client.clientId) return 'client_mismatch';
  if (client.disabledAt) return 'client_disabled';
  // RFC 9449 §5: bound to the key it was issued to. Before reuse, so that nobody without the key can end the family.
  if (family.dpopJkt && !facts.jkt) return 'proof_missing';
  if (family.dpopJkt && family.dpopJkt !== facts.jkt) return 'key_mismatch';
  if (family.revokedAt) return 'revoked';
  if (grant.revokedAt || isOverruled(grant, account, facts.consentWithdrawnAt)) return 'grant_revoked';
  // RFC 9700 §4.14.2: a token that was spent comes back; whoever holds the other is not to be trusted either.
  if (generation < family.generation && !isRetry(facts, now)) return 'replayed';
  if (now >= family.expiresAt) return 'expired';
  if (isIdle(facts, now)) return 'idle';
  if (!account?.isEnabled) return 'account_disabled';
  if (facts.hasSessionEnded) return 'session_ended';
  if (isFrozen(family, now) || (facts.suspicion && client.theftAction === 'freeze')) return 'frozen';
  // RFC 6749 §6: the scope asked for MUST NOT include any scope not originally granted.
  if (!isSubset(facts.scopes, permittedScopes(grant.scopes, account.roles))) return 'scope_exceeded';
  // RFC 8707 §2.2: likewise the resources.
  if (!isSubset(facts.resources, grant.resources)) return 'target_exceeded';
  if (generation < family.generation) return 'retried';
  return rotates(client, family) || family.rotateNextAt ? 'rotated' : 'reused';
}

/** Refused until somebody lifts the freeze, or until its end where it has one. */
export function isFrozen({ frozenAt, frozenUntil }: RefreshToken, now: Date): boolean {
  return frozenAt !== null && (frozenUntil === null || now < frozenUntil);
}

/** RFC 9700 §2.2.2: who can neither prove who he is nor which key he holds gets a new token each time; FAPI 2.0 wants the others kept. */
export function rotates({ rotation, isPublic }: Client, { dpopJkt }: RefreshToken): boolean {
  return rotation ? rotation === 'rotate' : isPublic && !dpopJkt;
}

/** The person has since taken back the consent or changed the password: what was granted before is worth nothing. */
export function isOverruled(grant: Grant, account: Account | null, consentWithdrawnAt: Date | null): boolean {
  const isWithdrawn = consentWithdrawnAt !== null && consentWithdrawnAt >= grant.createdAt;
  return isWithdrawn || !!account?.hasNewPasswordSince(grant.authTime);
}

/**
 * The answer that brought the successor may have been lost: the token spent last may be shown again, until the successor is
 * used (which clears `rotatedAt`, or makes another generation) or the window is over, counted from the rotation itself.
 */
function isRetry({ client, family, generation }: RefreshFacts, now: Date): boolean {
  const { rotatedAt } = family!;
  return generation === family!.generation - 1 && rotatedAt !== null && now < plusSeconds(rotatedAt, client.retryWindow);
}

function isIdle({ client, family, lastUsedAt }: RefreshFacts, now: Date): boolean {
  return client.refreshTokenIdleTtl !== null && now >= plusSeconds(lastUsedAt ?? family!.issuedAt, client.refreshTokenIdleTtl);
}

/** Seconds: of a family's life, whose days begin with its issue, so that they do not all begin at once. */
const DAY = 86_400;

/**
 * Must a reuse be written to the family's row? Seldom: to close the window for retries, to keep `lastUsedAt` true to a tenth of the
 * idle lifetime, and once in each day of the family's life, for the lists.
 */
export function isWorthNoting(family: RefreshToken, idleTtl: number | null, now: Date): boolean {
  const noted = family.lastUsedAt ?? family.issuedAt;
  const dayOf = (date: Date) => Math.floor((date.getTime() - family.issuedAt.getTime()) / 1000 / DAY);
  return family.rotatedAt !== null || dayOf(now) > dayOf(noted) || (idleTtl !== null && now >= plusSeconds(noted, idleTtl / 10));
}
