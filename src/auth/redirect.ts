import type { FastifyReply } from 'fastify';
import { OAuthError } from '../protocol/oauth.error.js';
import type { Parameters } from '../protocol/parameters.js';

/**
 * A URI of the application's with response parameters added (RFC 6749 §4.1.2): its own query stays as it is, absent values are
 * left out, and what HTTP cannot carry in a header is percent-encoded.
 */
export function withParameters(uri: string, parameters: Record<string, string | undefined>): string {
  const present = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const query = new URLSearchParams(present).toString();
  const bare = uri.replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
  if (!query) return bare;
  return bare + (/[?&]$/.test(bare) ? '' : bare.includes('?') ? '&' : '?') + query;
}

/** Sends the browser on by GET: RFC 9700 §4.12 wants 303, so that a form's content never travels along. */
export function seeOther(reply: FastifyReply, location: string): void {
  void reply.headers({ ...UNSHARED, location }).status(303).send();
}

/** Characters of a URL that browsers and servers between here and there carry. */
const LONGEST_URL = 8000;

/** Has a POST come again as a GET to one of our paths. Throws invalid_request when it is too long for that. */
export function againByGet(reply: FastifyReply, path: string, parameters: Parameters): void {
  const location = withParameters(path, parameters);
  if (location.length > LONGEST_URL) throw new OAuthError('invalid_request', 'the request is too long');
  seeOther(reply, location);
}

/** Headers of everything that a browser is answered here. */
export const UNSHARED = {
  'cache-control': 'no-store',
  pragma: 'no-cache',
  // An application may open us in a pop-up window and wait for it: that needs the opener to stay known.
  'cross-origin-opener-policy': 'unsafe-none',
} as const;
