import { expect, test } from 'vitest';
import { formatScope, isScope, isSubset, parseScope } from './scope.js';

test.each([
  ['openid', true],
  ['openid profile orders:read https://api.example/x', true],
  ['!#[]^_`{|}~', true],
  ['', false],
  [' openid', false],
  ['openid ', false],
  ['openid  profile', false],
  ['openid\tprofile', false],
  ['openid\n', false],
  ['say"hi"', false],
  ['back\\slash', false],
  ['naïve', false],
  [undefined, false],
  [['openid'], false],
])('%j is a scope: %s', (value, expected) => {
  expect(isScope(value)).toBe(expected);
});

test('a scope is read in its order, each token once', () => {
  expect(parseScope('openid b a b openid')).toEqual(['openid', 'b', 'a']);
  expect(parseScope(undefined)).toEqual([]);
  expect(formatScope(['openid', 'profile'])).toBe('openid profile');
});

test.each([
  [[], [], true],
  [[], ['a'], true],
  [['a'], ['b', 'a'], true],
  [['a', 'c'], ['a', 'b'], false],
  [['A'], ['a'], false],
])('%j within %j: %s', (part, whole, expected) => {
  expect(isSubset(part, whole)).toBe(expected);
});
