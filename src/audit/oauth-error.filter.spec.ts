import { HttpException, NotFoundException, type ArgumentsHost } from '@nestjs/common';
import { expect, test } from 'vitest';
import { OAuthError } from '../protocol/oauth.error.js';
import { OAuthErrorFilter, toOAuthError } from './oauth-error.filter.js';

const refusal = new OAuthError('invalid_grant', 'the grant is not valid', 'expired');

test.each<[string, unknown, number, string]>([
  ['a refusal', refusal, 400, 'invalid_grant'],
  ['one request too many', OAuthError.tooMany(7, 'rate_limited'), 429, 'temporarily_unavailable'],
  ['the database out of reach', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 503, 'temporarily_unavailable'],
  ['a caller that hangs up', Object.assign(new Error('aborted'), { code: 'ECONNRESET' }), 400, 'invalid_request'],
  ['the database that hangs up', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), 503, 'temporarily_unavailable'],
  ['no such route', new NotFoundException(), 404, 'invalid_request'],
  ['a body too large', Object.assign(new Error('large'), { statusCode: 413 }), 400, 'invalid_request'],
  ['a refusal of Nest', new HttpException('no', 415), 400, 'invalid_request'],
  ['a bug', new TypeError('secret value is undefined'), 500, 'server_error'],
  ['a thrown text', 'oops', 500, 'server_error'],
  ['nothing', null, 500, 'server_error'],
])('%s is told as %s', (_, thrown, status, code) => {
  const error = toOAuthError(thrown);
  expect([error.status, error.code]).toEqual([status, code]);
  expect(JSON.stringify(error)).not.toContain('secret');
});

/** The headers and the body that an error is answered with. */
function answerTo(thrown: unknown) {
  const answer = { status: 0, headers: {} as Record<string, unknown>, body: '' };
  const reply = {
    header: (name: string, value: unknown) => reply.headers({ [name]: value }),
    headers: (more: object) => (Object.assign(answer.headers, more), reply),
    status: (status: number) => ((answer.status = status), reply),
    send: (body: unknown) => void (answer.body = JSON.stringify(body)),
  };
  const http = { getRequest: () => ({ id: 'request-1', headers: {} }), getResponse: () => reply };
  new OAuthErrorFilter().catch(thrown, { switchToHttp: () => http } as unknown as ArgumentsHost);
  return answer;
}

test.each<[string, unknown, number, number | undefined]>([
  ['one request too many: as long as it says', OAuthError.tooMany(7, 'rate_limited'), 429, 7],
  ['the database out of reach: two seconds', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 503, 2],
  ['a refusal: never', refusal, 400, undefined],
])('when to come again after %s', (_, thrown, status, retryAfter) => {
  const answer = answerTo(thrown);
  expect([answer.status, answer.headers['retry-after'], answer.headers['cache-control']]).toEqual([status, retryAfter, 'no-store']);
  expect(answer.body).not.toContain('rate_limited');
});
