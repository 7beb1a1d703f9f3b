import { expect, test } from 'vitest';
import { callerOf } from './caller.js';

test.each([
  ['as it is', 'curl/8', 'curl/8'],
  ['absent', undefined, null],
  ['with control characters', 'a\0b\r\nc\x7f', 'a b  c '],
  ['as long as a novel', 'x'.repeat(10_000), 'x'.repeat(512)],
])('a user agent %s', (_, userAgent, expected) => {
  const request = { id: 'request-1', ip: '10.0.0.1', headers: { 'user-agent': userAgent } };
  expect(callerOf(request)).toEqual({ requestId: 'request-1', ip: '10.0.0.1', userAgent: expected });
});
