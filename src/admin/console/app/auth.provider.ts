import type { AuthProvider } from 'react-admin';
import { ask } from './data.provider.js';
import { finishSignIn, forget, scopes, signedIn, signIn, signOut } from './session.js';

/** The browser is on its way to another page. */
const leave = async (): Promise<never> => {
  await signIn();
  return new Promise(() => undefined);
};

/** The scopes that it takes to look at the records of a page, and to write them. */
const SCOPES: Record<string, { reads: string; writes: string }> = {
  accounts: { reads: 'accounts:read', writes: 'accounts:write' },
  sessions: { reads: 'accounts:read', writes: 'tokens:revoke' },
  clients: { reads: 'clients:read', writes: 'clients:write' },
  resources: { reads: 'clients:read', writes: 'clients:write' },
  keys: { reads: 'audit:read', writes: 'keys:write' },
};
const WRITES = ['create', 'edit', 'delete'];

/** Their name as the account has it; whoever may not read accounts is called by what the login told. */
async function nameOf(sub: string): Promise<string | null> {
  if (!(await scopes()).includes('accounts:read')) return null;
  const { username, claims } = await ask<{ username: string; claims: { name?: string } }>('GET', `accounts/${encodeURIComponent(sub)}`);
  return claims.name ?? username;
}

/** react-admin's view of our session; the scopes are its permissions. */
export const authProvider: AuthProvider = {
  login: leave,
  logout: async () => signOut(),
  checkAuth: async () => {
    if (location.search.includes('state=')) await finishSignIn();
    if (!(await signedIn())) await leave();
  },
  checkError: async ({ status }: { status?: number }) => {
    if (status !== 401) return;
    await forget();
    await leave();
  },
  getIdentity: async () => {
    const person = (await signedIn())!;
    return { id: person.sub, fullName: (await nameOf(person.sub)) ?? person.name };
  },
  canAccess: async ({ resource, action }) => {
    const needed = SCOPES[resource]?.[WRITES.includes(action) ? 'writes' : 'reads'];
    return needed === undefined || (await scopes()).includes(needed);
  },
  getPermissions: scopes,
};
