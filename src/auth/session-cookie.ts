import { uuidFromBytes, uuidToBytes } from '../protocol/uuid.js';
import type { Session } from './session.entity.js';

const ID_BYTES = 16;
const SECRET_BYTES = 32;

/** What a session cookie says, not yet believed. */
export interface PresentedSession {
  accountId: string;
  sessionId: string;
  secret: Buffer;
}

/** The cookie's value: base64url of session id, secret and account id. */
export function formatSessionCookie({ accountId, sessionId }: Pick<Session, 'accountId' | 'sessionId'>, secret: Buffer): string {
  return Buffer.concat([uuidToBytes(sessionId), secret, Buffer.from(accountId)]).toString('base64url');
}

/** Takes a cookie's value apart; null when we never make such a value. */
export function parseSessionCookie(value: string | undefined): PresentedSession | null {
  const bytes = Buffer.from(value ?? '', 'base64url');
  const accountId = bytes.subarray(ID_BYTES + SECRET_BYTES).toString();
  if (bytes.toString('base64url') !== value || !accountId || /[\0\uFFFD]/.test(accountId)) return null;
  return { accountId, sessionId: uuidFromBytes(bytes), secret: bytes.subarray(ID_BYTES, ID_BYTES + SECRET_BYTES) };
}
