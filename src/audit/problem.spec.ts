import { NotFoundException, type ArgumentsHost } from '@nestjs/common';
import { expect, test } from 'vitest';
import { OAuthError } from '../protocol/oauth.error.js';
import { ProblemFilter } from './problem.filter.js';
import { InvalidFields, MissingScope } from './problem.js';

/** The headers and the body that an error is answered with. */
function answerTo(thrown: unknown, authorization = '') {
  const answer = { status: 0, headers: {} as Record<string, unknown>, body: {} as Record<string, unknown> };
  const reply = {
    header: (name: string, value: unknown) => reply.headers({ [name]: value }),
    headers: (more: object) => (Object.assign(answer.headers, more), reply),
    status: (status: number) => ((answer.status = status), reply),
    send: (body: Buffer) => void (answer.body = JSON.parse(body.toString())),
  };
  const http = { getRequest: () => ({ id: 'request-1', headers: { authorization } }), getResponse: () => reply };
  new ProblemFilter().catch(thrown, { switchToHttp: () => http } as unknown as ArgumentsHost);
  return answer;
}

test.each<[string, unknown, number, object]>([
  ['a refusal of Nest', new NotFoundException('there is no token with this id'), 404, { title: 'Not Found', detail: 'there is no token with this id' }],
  ['fields that are wrong', new InvalidFields([{ field: 'limit', detail: 'is too much' }]), 400, { errors: [{ field: 'limit', detail: 'is too much' }] }],
  ['a scope that is missing', new MissingScope('keys:write'), 403, { scope: 'keys:write', detail: 'the scope keys:write is required' }],
  ['a token that is none', new OAuthError('invalid_token', 'the access token is not valid', 'token_dead'), 401, { title: 'Unauthorized' }],
  ['the database out of reach', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 503, { title: 'Service Unavailable' }],
  ['a caller that hangs up', Object.assign(new Error('aborted'), { code: 'ECONNRESET' }), 400, { detail: 'the request is not well-formed' }],
  ['a question that takes too long', Object.assign(new Error('secret'), { code: '57014' }), 503, { detail: expect.stringContaining('narrow') }],
  ['a body too large', Object.assign(new Error('large'), { statusCode: 413 }), 413, { detail: 'the request is not well-formed' }],
  ['a bug', new TypeError('secret value is undefined'), 500, { detail: 'something went wrong on our side' }],
  ['nothing', null, 500, {}],
])('%s', (_, thrown, status, members) => {
  const { body, headers, ...answer } = answerTo(thrown);
  expect([answer.status, headers['content-type'], headers['cache-control']]).toEqual([status, 'application/problem+json', 'no-store']);
  expect(body).toMatchObject({ type: 'about:blank', status, request_id: 'request-1', ...members });
  expect(JSON.stringify(body)).not.toContain('secret');
  expect(headers['retry-after']).toBe(status === 503 ? 2 : undefined);
});

test('the challenge is of the scheme that came, and names the scope', () => {
  expect(answerTo(new MissingScope('keys:write'), 'DPoP x').headers['www-authenticate']).toBe(
    'DPoP realm="Evergrant", error="insufficient_scope", error_description="the scope keys:write is required", scope="keys:write"',
  );
  expect(answerTo(new NotFoundException(), 'Bearer x').headers['www-authenticate']).toBeUndefined();
});
