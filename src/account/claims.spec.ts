import { expect, test } from 'vitest';
import { ALICE } from '../../test/support/data.js';
import { CLAIM_NAMES, claimsOfScopes, pickClaims, type StandardClaims } from './claims.js';

// OpenID Connect Core §5.4
test.each([
  ['openid', []],
  ['profile', ['birthdate', 'family_name', 'gender', 'given_name', 'locale', 'middle_name', 'name', 'nickname', 'picture', 'preferred_username', 'profile', 'updated_at', 'website', 'zoneinfo']],
  ['email', ['email', 'email_verified']],
  ['address', ['address']],
  ['phone', ['phone_number', 'phone_number_verified']],
  ['offline_access', []],
])('the scope %s stands for its claims', (scope, names) => {
  expect(claimsOfScopes([scope]).sort()).toEqual(names);
  expect(Object.keys(pickClaims(ALICE as StandardClaims, claimsOfScopes([scope]))).sort()).toEqual(names);
});

test('what is not known is left out, what is not asked for is not told', () => {
  expect(pickClaims({ name: 'Bob', email: 'bob@example.com' }, ['name', 'nickname'])).toEqual({ name: 'Bob' });
});

test('a person has no claim that every object has', () => {
  expect(pickClaims({ name: 'Bob' }, ['constructor', '__proto__', 'toString'])).toEqual({});
});

test('every standard claim belongs to one scope', () => {
  expect(CLAIM_NAMES).toHaveLength(new Set(CLAIM_NAMES).size);
  expect(CLAIM_NAMES).toHaveLength(19);
});
