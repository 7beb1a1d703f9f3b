import type { Rotation } from '../../client/client.entity.js';

/**
 * How a refresh token stands, in this order. `replayed`: ended because one that was spent came back; `suspended`: its account or
 * client is disabled; `ended`: by a logout, a new password or a withdrawn consent.
 */
export const TOKEN_STATUSES = ['replayed', 'revoked', 'expired', 'idle_expired', 'ended', 'suspended', 'frozen', 'live'] as const;
export type TokenStatus = (typeof TOKEN_STATUSES)[number];

/** What a token outlived: its account or its client (disabled or deleted), or a resource that it was granted for. */
export const ORPHANINGS = ['account', 'client', 'resource'] as const;
export type Orphaning = (typeof ORPHANINGS)[number];

/** What a token has that its client gives no longer: a life as long as that, or a scope. What a refresh is judged by it has lost already. */
export const EXCESSES = ['lifetime', 'scope'] as const;
export type Excess = (typeof EXCESSES)[number];

export const CLIENT_TYPES = ['public', 'confidential'] as const;
export type ClientType = (typeof CLIENT_TYPES)[number];

/** Which tokens: those to which all that is given applies. */
export interface TokenFilter {
  /** The families' own ids, which are their grants'. Any of these. */
  grantIds?: readonly string[];
  clientId?: string;
  clientType?: ClientType;
  accountId?: string;
  sessionId?: string;
  /** Any of these. */
  status?: readonly TokenStatus[];
  /** In effect: the client's, or the default of its kind. */
  policy?: Rotation;
  scope?: string;
  resource?: string;
  isKeyBound?: boolean;
  /** By any of these. */
  orphanedBy?: readonly Orphaning[];
  /** In any of these. */
  pastPolicy?: readonly Excess[];
  issuedAfter?: Date;
  issuedBefore?: Date;
  /** A token that was never used counts as used at its issue. */
  lastUsedAfter?: Date;
  lastUsedBefore?: Date;
  /** Issued or used at any time since then, and before that. */
  activeAfter?: Date;
  activeBefore?: Date;
  /** CIDR: whence it was fetched or ever refreshed. */
  network?: string;
  /** A part of the agent that fetched or ever refreshed it, letters alike. */
  userAgent?: string;
  /** The signing key of any access or ID token that came of it. */
  kid?: string;
}

/** What the list is sorted by: the issue, or the day of the family's life in which it was last used. */
export interface TokenOrder {
  by: 'issued_at' | 'last_used_at';
  isDescending: boolean;
}

/** A family of refresh tokens as lists show it. */
export interface TokenRow {
  grantId: string;
  clientId: string;
  clientName: string;
  accountId: string;
  username: string;
  sessionId: string;
  status: TokenStatus;
  revokedAt: Date | null;
  /** Why it is over; null for one that is not. */
  endedReason: string | null;
  policy: Rotation;
  scopes: string[];
  resources: string[];
  isKeyBound: boolean;
  issuedAt: Date;
  firstIp: string | null;
  firstUserAgent: string | null;
  /** Null before the first refresh. */
  lastUsedAt: Date | null;
  lastIp: string | null;
  lastUserAgent: string | null;
  /** Successful refreshes, counted up to `USES_COUNTED`. */
  uses: number;
  expiresAt: Date;
  /** Null when the client has no idle lifetime. */
  idleExpiresAt: Date | null;
  generation: number;
  frozenAt: Date | null;
  frozenUntil: Date | null;
  frozenReason: string | null;
  rotateNextAt: Date | null;
}
