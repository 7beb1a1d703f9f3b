import type { ClientAuthentication } from './client-authentication.js';

/** Client id and secret in the request body (RFC 6749 §2.3.1). */
export const clientSecretPost: ClientAuthentication = {
  method: 'client_secret_post',
  read(_authorization, { client_id: clientId, client_secret: secret }) {
    return clientId && secret ? { clientId, secret } : null;
  },
};
