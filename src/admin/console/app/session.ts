import { del, get, set } from 'idb-keyval';
import * as oauth from 'oauth4webapi';

/** The console as a client of this server: public, by code flow with PKCE; its tokens are bound to a key that never leaves the browser. */
const CLIENT: oauth.Client = { client_id: 'evergrant-console' };
const HOME = new URL('/console', location.origin).href;
const ADMIN = new URL('/admin', location.origin).href;
const SCOPE = 'openid profile tokens:read tokens:revoke clients:read clients:write accounts:read accounts:write audit:read keys:write';

/** Kept in IndexedDB, whence the private key cannot be read: a refresh token taken from there is worth nothing without it. */
const KEPT = 'session';

const insecure = { [oauth.allowInsecureRequests]: location.protocol === 'http:' };

interface Kept {
  keys: oauth.CryptoKeyPair;
  refreshToken: string;
  person: { sub: string; name: string };
}

interface Access {
  token: string;
  scopes: string[];
  staleAt: number;
}

let access: Access | null = null;
let server: Promise<oauth.AuthorizationServer> | undefined;

/** @returns who is signed in, if anybody is */
export const signedIn = async () => (await get<Kept>(KEPT))?.person ?? null;

/** Leaves for the login page, and comes back to this very page. */
export async function signIn(): Promise<void> {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  sessionStorage.setItem(state, JSON.stringify({ verifier, hash: location.hash }));
  const { authorization_endpoint } = await discover();
  const query = {
    ...{ client_id: CLIENT.client_id, redirect_uri: HOME, response_type: 'code', scope: SCOPE, resource: ADMIN, state },
    ...{ code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
  };
  location.assign(`${authorization_endpoint}?${new URLSearchParams(query)}`);
}

/** Back from the login page: redeems the code. */
export async function finishSignIn(): Promise<void> {
  const here = new URL(location.href);
  const state = here.searchParams.get('state') ?? '';
  const begun = sessionStorage.getItem(state);
  if (!begun) return history.replaceState(null, '', HOME);
  sessionStorage.removeItem(state);
  const { verifier, hash } = JSON.parse(begun) as { verifier: string; hash: string };
  history.replaceState(null, '', HOME);
  if (hash) location.replace(HOME + hash); // which the router hears of, unlike a replaced state
  const as = await discover();
  const parameters = oauth.validateAuthResponse(as, CLIENT, here, state);
  const keys = await oauth.generateKeyPair('ES256');
  const answer = await withNonce(keys, (DPoP) =>
    oauth.authorizationCodeGrantRequest(as, CLIENT, oauth.None(), parameters, HOME, verifier, { DPoP, additionalParameters: { resource: ADMIN }, ...insecure }),
    (response) => oauth.processAuthorizationCodeResponse(as, CLIENT, response),
  );
  const { sub, name } = oauth.getValidatedIdTokenClaims(answer)!;
  await set(KEPT, { keys, refreshToken: answer.refresh_token!, person: { sub, name: (name as string | undefined) ?? sub } } satisfies Kept);
  access = accessOf(answer);
}

/** What the server grants. */
export const scopes = async () => (await getAccess()).scopes;

/** Calls the admin API. */
export async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> {
  const { token } = await getAccess();
  const { keys } = (await get<Kept>(KEPT))!;
  const given = new Headers(body ? { 'content-type': 'application/json', ...headers } : headers);
  return withNonce(keys, (DPoP) => oauth.protectedResourceRequest(token, method, new URL(path, `${ADMIN}/v1/`), given, body ? JSON.stringify(body) : null, { DPoP, ...insecure }), async (response) => response);
}

/** The tokens are over, or not wanted any more. */
export async function forget(): Promise<void> {
  access = null;
  await del(KEPT);
}

/** Ends the login. @returns where to go for it */
export async function signOut(): Promise<string> {
  const { end_session_endpoint } = await discover();
  await forget();
  return `${end_session_endpoint}?${new URLSearchParams({ client_id: CLIENT.client_id, post_logout_redirect_uri: HOME })}`;
}

/** One tab at a time refreshes. */
async function getAccess(): Promise<Access> {
  if (access && access.staleAt > Date.now()) return access;
  return navigator.locks.request('evergrant-refresh', async () => {
    if (access && access.staleAt > Date.now()) return access;
    const kept = await get<Kept>(KEPT);
    if (!kept) throw new Error('nobody is signed in');
    const as = await discover();
    const answer = await withNonce(kept.keys, (DPoP) => oauth.refreshTokenGrantRequest(as, CLIENT, oauth.None(), kept.refreshToken, { DPoP, ...insecure }), (response) =>
      oauth.processRefreshTokenResponse(as, CLIENT, response),
    );
    if (answer.refresh_token && answer.refresh_token !== kept.refreshToken) await set(KEPT, { ...kept, refreshToken: answer.refresh_token });
    return (access = accessOf(answer));
  });
}

const accessOf = ({ access_token, expires_in = 60, scope = '' }: oauth.TokenEndpointResponse): Access => ({
  token: access_token,
  scopes: scope.split(' '),
  staleAt: Date.now() + (expires_in - 30) * 1000,
});

function discover(): Promise<oauth.AuthorizationServer> {
  const issuer = new URL('/oidc', location.origin);
  return (server ??= oauth.discoveryRequest(issuer, insecure).then((response) => oauth.processDiscoveryResponse(issuer, response)));
}

/** RFC 9449 §8: a server that wants a nonce says which, and is asked once more. */
async function withNonce<Answer>(keys: oauth.CryptoKeyPair, ask: (proof: oauth.DPoPHandle) => Promise<Response>, read: (response: Response) => Promise<Answer>): Promise<Answer> {
  const proof = oauth.DPoP(CLIENT, keys);
  try {
    return await read(await ask(proof));
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return read(await ask(proof));
  }
}
