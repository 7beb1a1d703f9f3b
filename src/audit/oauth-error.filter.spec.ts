import { HttpException, NotFoundException } from '@nestjs/common';
import { expect, test } from 'vitest';
import { OAuthError } from '../protocol/oauth.error.js';
import { toOAuthError } from './oauth-error.filter.js';

const refusal = new OAuthError('invalid_grant', 'the grant is not valid', 'expired');

test.each<[string, unknown, number, string]>([
  ['a refusal', refusal, 400, 'invalid_grant'],
  ['the database out of reach', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 503, 'temporarily_unavailable'],
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
