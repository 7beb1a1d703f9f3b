import type { Settings } from '../config/settings.js';
import { readBootstrapFile } from './read-bootstrap-file.js';
import { DEMO_FILE } from './bootstrap.loader.js';

/** What `npm start` prints for a first minute with the demo data: where everything is, who may log in, and a refresh to try. */
export function welcome({ publicUrl, issuer }: Settings, refreshToken: string): string {
  const { clients: [client], accounts: [account] } = readBootstrapFile(DEMO_FILE);
  const query = `client_id=${client!.client_id}&response_type=code&scope=openid%20profile%20offline_access&prompt=consent`;
  return `
Evergrant is running.

  Issuer         ${issuer}
  Discovery      ${issuer}/.well-known/openid-configuration
  Health         ${publicUrl}/health/ready
  Console        ${publicUrl}/console   for administrators, such as the demo user
  Account        ${publicUrl}/account   for everybody who can log in

  Demo client    ${client!.client_id}   secret   ${client!.client_secret}
  Demo user      ${account!.username}        password ${account!.password}

Refresh a login of the demo user (repeat it: the refresh token stays the same, the other tokens are new):

  curl -s ${issuer}/token -u ${client!.client_id}:${client!.client_secret} -d grant_type=refresh_token -d refresh_token=${refreshToken}

Log in with a browser (the code arrives at ${client!.redirect_uris[0]}, where nothing listens yet):

  ${issuer}/auth?${query}&redirect_uri=${encodeURIComponent(client!.redirect_uris[0]!)}
`;
}
