import type { AdminScope } from '../../api/access/require-scope.js';

/** What each scope allows, for those who read the API's description. */
export const SCOPE_SENTENCES: Record<AdminScope, string> = {
  'tokens:read': 'See refresh tokens, grants and access tokens, how they were used, and why they do not work.',
  'tokens:revoke': 'Revoke, freeze, unfreeze and rotate them; log people out.',
  'clients:read': 'See applications and their policies.',
  'clients:write': 'Register, change and disable applications, and their secrets.',
  'accounts:read': 'See people and their sessions.',
  'accounts:write': 'Create, change and disable people, and set their passwords.',
  'audit:read': 'Read the ledger and reports.',
  'keys:write': 'See, rotate and retire signing keys.',
};
