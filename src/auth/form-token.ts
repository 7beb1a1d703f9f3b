import { createHmac } from 'node:crypto';
import { OAuthError } from '../protocol/oauth.error.js';
import type { Parameters } from '../protocol/parameters.js';
import { equalsInConstantTime } from '../protocol/secret.js';

/** The hidden field of every form that acts for the person. */
export const FORM_TOKEN = 'form_token';

/** Proof that a form came from our page in this browser: an HMAC of what the form is for, under the secret in a cookie. */
export function formToken(secret: Buffer, ...purpose: string[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(purpose)).digest('base64url');
}

/** Throws access_denied for a form from anywhere else (RFC 9700 §4.7.1: cross-site request forgery). */
export function requireFormToken(form: Parameters, secret: Buffer, ...purpose: string[]): void {
  if (equalsInConstantTime(form[FORM_TOKEN] ?? '', formToken(secret, ...purpose))) return;
  throw new OAuthError('access_denied', 'this form is out of date, or came from elsewhere', 'form_token_wrong');
}
