import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OAuthError } from './oauth.error.js';

test.each([
  ['invalid_request', 400],
  ['invalid_client', 401],
  ['invalid_grant', 400],
  ['access_denied', 403],
  ['invalid_token', 401],
  ['insufficient_scope', 403],
  ['temporarily_unavailable', 503],
  ['server_error', 500],
] as const)('%s is answered with %i', (code, status) => {
  expect(new OAuthError(code, 'no').status).toBe(status);
});

test('the wire is told the code and the description, never the reason', () => {
  const error = new OAuthError('invalid_grant', 'the grant is not valid', 'account_disabled');
  expect(JSON.stringify(error)).toBe('{"error":"invalid_grant","error_description":"the grant is not valid"}');
});

test('too many requests are answered with 429 and when to come again', () => {
  const error = OAuthError.tooMany(7, 'rate_limited').with({ error_reason: 'rate_limited' });
  expect(error).toMatchObject({ status: 429, retryAfter: 7, code: 'temporarily_unavailable', reason: 'rate_limited' });
  expect(Object.keys(error.toJSON())).toEqual(['error', 'error_description', 'error_reason']);
});

/** Every description literal of the source, with where it stands. */
const descriptions = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
  .flatMap((file) =>
    [...readFileSync(join('src', file), 'utf8').matchAll(/new OAuthError\(\s*[^,]+,\s*(['"`])(.*?)\1/gs)].map(([, , text]) => ({ file, text: text! })),
  );

// RFC 6749 §5.2: error_description is of %x20-21 / %x23-5B / %x5D-7E.
test('every description in the source is printable and needs no escape', () => {
  expect(descriptions.length).toBeGreaterThan(10);
  expect(descriptions.filter(({ text }) => !/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(text))).toEqual([]);
});
