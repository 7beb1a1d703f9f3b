import type { Parameters } from '../../protocol/parameters.js';
import type { AuthMethod } from '../client.entity.js';

/** What a request says of the client behind it; not yet believed. */
export interface ClientCredentials {
  clientId: string;
  /** Null for a client that has none to show. */
  secret: string | null;
}

/** One client authentication method (RFC 6749 §2.3, OpenID Connect Core §9). */
export interface ClientAuthentication {
  readonly method: AuthMethod;
  /** The credentials this method finds in the request; null when it was not used. Throws an OAuthError for a broken use. */
  read(authorization: string | undefined, parameters: Parameters): ClientCredentials | null;
}
