/** The scopes of the admin API. */
export const ADMIN_SCOPES = [
  ...['tokens:read', 'tokens:revoke', 'clients:read', 'clients:write'],
  ...['accounts:read', 'accounts:write', 'audit:read', 'keys:write'],
] as const;

/** The scopes of the account API: everybody may have them, for what is his own. */
export const ACCOUNT_SCOPES = ['connections:read', 'connections:write'] as const;

/** What each role lets a person be granted of them. Nobody has any without a role. */
export const ROLES: Record<string, readonly string[]> = {
  admin: ADMIN_SCOPES,
  auditor: ADMIN_SCOPES.filter((scope) => scope.endsWith(':read')),
  support: ['tokens:read', 'tokens:revoke', 'accounts:read'],
};

/** The scopes that a person with these roles may have: all but the admin scopes that no role of his gives. */
export function permittedScopes(scopes: readonly string[], roles: readonly string[]): string[] {
  const isGiven = (scope: string) => roles.some((role) => Object.hasOwn(ROLES, role) && ROLES[role]!.includes(scope));
  return scopes.filter((scope) => !(ADMIN_SCOPES as readonly string[]).includes(scope) || isGiven(scope));
}
