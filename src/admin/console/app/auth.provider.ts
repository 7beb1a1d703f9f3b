import type { AuthProvider } from 'react-admin';
import { finishSignIn, forget, scopes, signedIn, signIn, signOut } from './session.js';

/** The browser is on its way to another page. */
const leave = async (): Promise<never> => {
  await signIn();
  return new Promise(() => undefined);
};

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
    return { id: person.sub, fullName: person.name };
  },
  getPermissions: scopes,
};
