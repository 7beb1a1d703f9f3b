import { expect, test } from 'vitest';
import { ADMIN_SCOPES, permittedScopes, ROLES } from './roles.js';

test.each([
  ['without a role: no admin scope', [], []],
  ['an admin: all', ['admin'], [...ADMIN_SCOPES]],
  ['an auditor: whatever only reads', ['auditor'], ['tokens:read', 'clients:read', 'accounts:read', 'audit:read']],
  ['support: tokens and people', ['support'], ['tokens:read', 'tokens:revoke', 'accounts:read']],
  ['two roles add up', ['auditor', 'support'], ['tokens:read', 'tokens:revoke', 'clients:read', 'accounts:read', 'audit:read']],
  ['an unknown role gives nothing', ['emperor'], []],
  ['a role named like a member of every object', ['constructor', '__proto__', 'toString'], []],
])('%s', (_, roles, expected) => {
  expect(permittedScopes(ADMIN_SCOPES, roles)).toEqual(expected);
});

test('scopes that are not the admin API’s need no role', () => {
  expect(permittedScopes(['openid', 'orders:read', 'keys:write'], [])).toEqual(['openid', 'orders:read']);
});

test('no role gives a scope that does not exist', () => {
  expect(Object.values(ROLES).flat().filter((scope) => !(ADMIN_SCOPES as readonly string[]).includes(scope))).toEqual([]);
});
