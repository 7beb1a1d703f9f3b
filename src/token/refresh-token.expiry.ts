import type { Client } from '../client/client.entity.js';
import type { RefreshToken } from './refresh-token.entity.js';

/** draft-ietf-oauth-refresh-token-expiration §3; seconds from now. */
export interface RefreshExpiry {
  /** Until the token dies of not being used. */
  refresh_token_timeout: number;
  /** Until the authorization ends, however often the token is used. */
  authorization_expires_in: number;
}

/** @param lastUsedAt of the family: now, when the answer to a use is meant */
export function expiryOf({ expiresAt }: RefreshToken, { refreshTokenIdleTtl: idleTtl }: Client, lastUsedAt: Date, now: Date): RefreshExpiry {
  const secondsFrom = (date: Date) => Math.max(0, Math.floor((date.getTime() - now.getTime()) / 1000));
  const authorization = secondsFrom(expiresAt);
  const idle = idleTtl === null ? authorization : idleTtl - Math.ceil((now.getTime() - lastUsedAt.getTime()) / 1000);
  return { refresh_token_timeout: Math.max(0, Math.min(idle, authorization)), authorization_expires_in: authorization };
}
