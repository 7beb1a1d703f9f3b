import type { Incident } from '../../audit/incident.store.js';
import { plusSeconds } from '../../protocol/clock.js';
import type { FamilyProvenance, Provenance } from '../../token/listing/provenance.store.js';
import { TOKEN_STATUSES } from '../../token/listing/token.filter.js';
import type { RevocationReason } from '../../token/revocation-reason.js';
import type { Case, ShortLived } from './case.js';

/** Why a token does not work, in one word: a closed list. */
export type Ending =
  | RevocationReason
  | ('password_changed' | 'consent_withdrawn' | 'logged_out' | 'session_expired' | 'session_gone')
  | ('account_disabled' | 'account_deleted' | 'account_gone' | 'client_disabled')
  | ('expired' | 'idle_expired' | 'frozen' | 'spent')
  | ('access_token_revoked' | 'short_lived_expired');

/** How a token stands. As in lists of refresh tokens, and `spent`: one of an earlier generation. */
export const STATUSES = [...TOKEN_STATUSES, 'spent'] as const;
export type Status = (typeof STATUSES)[number];

/** That it does not work, and since when. */
export interface Ended {
  ending: Ending;
  status: Status;
  at: Date | null;
}

/** Why what is asked about does not work now; null when it does, or when there is nothing that could. */
export function endingOf({ kind, provenance, shortLived, generation, rotation, now }: Case): Ended | null {
  if (shortLived) return (kind === 'id_token' ? expiryOf(shortLived, now) : accessEnding(shortLived, provenance, now));
  if (!provenance) return null;
  if (!provenance.family) return overruling(provenance) ?? suspension(provenance);
  const ended = familyEnding(provenance, provenance.family);
  const isSpent = kind === 'refresh_token' && generation !== null && generation < provenance.family.generation;
  return ended ?? (isSpent ? { ending: 'spent', status: 'spent', at: rotation?.at ?? null } : null);
}

/** As introspection judges it: neither a freeze nor a logout reaches it. */
function accessEnding(token: ShortLived, provenance: Provenance | null, now: Date): Ended | null {
  if (token.revokedAt) return { ending: 'access_token_revoked', status: 'revoked', at: token.revokedAt };
  const ofProgram = token.program?.disabledAt ? ({ ending: 'client_disabled', status: 'suspended', at: token.program.disabledAt } as const) : null;
  return expiryOf(token, now) ?? (provenance ? (overruling(provenance) ?? suspension(provenance)) : ofProgram);
}

function expiryOf({ expiresAt }: ShortLived, now: Date): Ended | null {
  return expiresAt && expiresAt <= now ? { ending: 'short_lived_expired', status: 'expired', at: expiresAt } : null;
}

/** The family's status says which; here is the reason and the time. */
function familyEnding(provenance: Provenance, { status, expiresAt, idleExpiresAt, frozenAt }: FamilyProvenance): Ended | null {
  switch (status) {
    case 'expired':
      return { ending: 'expired', status, at: expiresAt };
    case 'idle_expired':
      return { ending: 'idle_expired', status, at: idleExpiresAt };
    case 'ended':
      return { ...(overruling(provenance) ?? sessionEnding(provenance)), status };
    case 'suspended':
      return suspension(provenance);
    case 'frozen':
      return { ending: 'frozen', status, at: frozenAt };
    case 'live':
      return null;
    default:
      return { ...overruling(provenance)!, status };
  }
}

/** As `isOverruled` of the refresh policy, after a revocation. */
function overruling({ revokedAt, revokedReason, account, authTime, consentWithdrawnAt, createdAt }: Provenance): Ended | null {
  const { passwordChangedAt } = account;
  if (revokedAt) return { ending: revokedReason ?? 'admin', status: revokedReason === 'token_replayed' ? 'replayed' : 'revoked', at: revokedAt };
  if (passwordChangedAt && passwordChangedAt > authTime) return { ending: 'password_changed', status: 'ended', at: passwordChangedAt };
  if (consentWithdrawnAt && consentWithdrawnAt >= createdAt) return { ending: 'consent_withdrawn', status: 'ended', at: consentWithdrawnAt };
  return null;
}

function sessionEnding({ session }: Provenance): Ended {
  if (session.endedAt) return { ending: 'logged_out', status: 'ended', at: session.endedAt };
  return { ending: session.isKept ? 'session_expired' : 'session_gone', status: 'ended', at: session.expiresAt };
}

function suspension({ account, client }: Provenance): Ended | null {
  const { isGone, deletedAt, disabledAt } = account;
  if (isGone) return { ending: 'account_gone', status: 'suspended', at: null };
  if (deletedAt) return { ending: 'account_deleted', status: 'suspended', at: deletedAt };
  if (disabledAt) return { ending: 'account_disabled', status: 'suspended', at: disabledAt };
  return client.disabledAt ? { ending: 'client_disabled', status: 'suspended', at: client.disabledAt } : null;
}

/** The acts that can bring an ending about. */
const CAUSES: Partial<Record<Ending, RegExp>> = {
  admin: /^(token|grant|account|session|client|revocation)\.(revoke|logout|disable|delete|execute)/,
  password_changed: /^account\.(reset_password|change)/,
  logged_out: /^(session|account)\.logout/,
  account_disabled: /^account\.disable/,
  account_deleted: /^account\.delete/,
  client_disabled: /^client\.disable/,
  client_deleted: /^client\.delete/,
  frozen: /^token\.freeze/,
  access_token_revoked: /^access_token\.revoke/,
};

/** Seconds between an act's row and what the act changed: of one transaction. */
const ONE_ACT = 5;

/** The act that brought it about, where the ledger tells of one. */
export function causeOf({ ending, at }: Ended, history: readonly Incident[]): Incident | null {
  const causes = CAUSES[ending];
  if (!causes || !at) return null;
  const isIt = (one: Incident) => one.kind === 'act' && causes.test(one.what) && one.at >= plusSeconds(at, -ONE_ACT) && one.at <= plusSeconds(at, ONE_ACT);
  return history.findLast(isIt) ?? null;
}
