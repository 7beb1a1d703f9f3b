import { expect, test } from 'vitest';
import { CODE_CHALLENGE, CODE_VERIFIER, provesChallenge } from './pkce.js';

// RFC 7636 appendix B
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

test.each([
  ['the verifier of appendix B', VERIFIER, CHALLENGE, true],
  ['the challenge itself, as `plain` would have it', CHALLENGE, CHALLENGE, false],
  ['another verifier', VERIFIER.replace('d', 'e'), CHALLENGE, false],
  ['a challenge cut short', VERIFIER, CHALLENGE.slice(0, -1), false],
  ['nothing', '', CHALLENGE, false],
])('%s', (_, verifier, challenge, proves) => {
  expect(provesChallenge(verifier, challenge)).toBe(proves);
});

test.each([
  ['42 characters', 'a'.repeat(42), false],
  ['43 characters', 'a'.repeat(43), true],
  ['128 characters', 'a'.repeat(128), true],
  ['129 characters', 'a'.repeat(129), false],
  ['all unreserved characters', `${'A'.repeat(40)}-._~`, true],
  ['a plus sign', `${'A'.repeat(43)}+`, false],
  ['a line end', `${'A'.repeat(43)}\n`, false],
  ['a letter beyond ASCII', `${'A'.repeat(43)}é`, false],
])('a verifier of %s', (_, verifier, isOne) => {
  expect(CODE_VERIFIER.test(verifier)).toBe(isOne);
});

test.each([
  ['appendix B', CHALLENGE, true],
  ['padding', `${CHALLENGE}=`, false],
  ['a verifier of 50 characters', 'a'.repeat(50), false],
  ['base64 with a slash', CHALLENGE.replace('-', '/'), false],
])('a challenge: %s', (_, challenge, isOne) => {
  expect(CODE_CHALLENGE.test(challenge)).toBe(isOne);
});
