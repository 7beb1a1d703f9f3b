import { plainToInstance } from 'class-transformer';
import { ADMIN_SCOPES } from '../account/roles.js';
import { DeclaredClient } from '../client/declared-client.js';

/** The console as a client of this server: public, its tokens bound to a key (RFC 9449) and to the login session. Roles decide what it is granted. */
export function consoleClient(publicUrl: string): DeclaredClient {
  const home = `${publicUrl}/console`;
  return plainToInstance(DeclaredClient, {
    client_id: 'evergrant-console',
    client_name: 'Evergrant console',
    client_uri: home,
    token_endpoint_auth_method: 'none',
    redirect_uris: [home],
    post_logout_redirect_uris: [home],
    grant_types: ['authorization_code', 'refresh_token'],
    scope: ['openid', 'profile', ...ADMIN_SCOPES].join(' '),
    require_consent: false,
    access_token_ttl: 300,
    refresh_token_policy: { without_offline_access: true, ends_at_logout: true, refresh_token_ttl: 43_200 },
  });
}
