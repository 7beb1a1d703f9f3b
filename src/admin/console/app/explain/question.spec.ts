import { expect, test } from 'vitest';
import { isId, questionsOf } from './question.js';

test.each([
  ['0199e2a4-7c1e-7d52-9b0a-3f1c5d7e9a11.kq3Vn0ZcP2aB', ['jti'], true],
  ['0199e2a4-7c1e-7d52-9b0a-3f1c5d7e9a11', ['token_id', 'request_id'], true],
  ['8e03978e-40d5-43dd-bc93-6894a57f9324', ['request_id', 'token_id'], true],
  ['evgr_AaINlyrOdYqyxQ6vDR6vJgAAAADIl5Wo7Om5', ['token'], false],
  ['eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl', ['token'], false],
  ['8e03978e-40d5-43dd-bc93-6894a57f9324 and more', ['token'], false],
  ['correct horse battery staple', ['token'], false],
])('%s is asked about as %j', (text, members, mayStandInUrl) => {
  expect(questionsOf(text).flatMap((question) => Object.keys(question))).toEqual(members);
  expect(isId(text)).toBe(mayStandInUrl);
});
