import { OAuthError } from '../../protocol/oauth.error.js';
import type { ClientAuthentication } from './client-authentication.js';

/** HTTP Basic with form-encoded client id and secret (RFC 6749 §2.3.1). */
export const clientSecretBasic: ClientAuthentication = {
  method: 'client_secret_basic',
  read(authorization) {
    const [scheme, encoded] = authorization?.split(' ') ?? [];
    if (scheme?.toLowerCase() !== 'basic') return null;
    const [, id, secret] = /^([^:]+):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
    if (id === undefined || secret === undefined) throw malformed();
    return { clientId: formDecode(id), secret: formDecode(secret) };
  },
};

function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformed();
  }
}

function malformed(): OAuthError {
  return new OAuthError('invalid_client', 'the Authorization header is not well-formed', 'authorization_malformed');
}
