import { plainToInstance } from 'class-transformer';
import { DeclaredClient } from '../client/declared-client.js';

/** The account pages as a client of this server. */
export const ACCOUNT_CLIENT = 'evergrant-account';

/** The pages that a login may lead back to. */
export const ACCOUNT_PAGES = ['/account', '/account/password', '/account/passkeys', '/account/activity'] as const;

export type AccountPage = (typeof ACCOUNT_PAGES)[number];

/** They need no token, only the login session: their codes are never exchanged, and nobody knows the verifier. */
export function accountClient(publicUrl: string): DeclaredClient {
  return plainToInstance(DeclaredClient, {
    client_id: ACCOUNT_CLIENT,
    client_name: 'Your account',
    client_uri: `${publicUrl}/account`,
    token_endpoint_auth_method: 'none',
    redirect_uris: ACCOUNT_PAGES.map((page) => publicUrl + page),
    grant_types: ['authorization_code'],
    scope: 'openid',
    require_consent: false,
  });
}
