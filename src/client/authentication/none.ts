import type { ClientAuthentication } from './client-authentication.js';

/** A public client names itself and proves nothing (RFC 6749 §3.2.1, OpenID Connect Core §9). */
export const none: ClientAuthentication = {
  method: 'none',
  read(authorization, { client_id: clientId, client_secret: secret }) {
    return clientId && !secret && !authorization ? { clientId, secret: null } : null;
  },
};
