import type { Account } from '../../account/account.entity.js';
import type { Caller } from '../../audit/caller.js';
import type { Client } from '../../client/client.entity.js';
import type { AccessTokenStamp } from '../access-token.js';
import type { Grant } from '../grant.entity.js';
import type { RefreshExpiry } from '../refresh-token.expiry.js';

/** Who asks at the token endpoint, proved by then. */
export interface TokenRequest {
  client: Client;
  caller: Caller;
  /** Thumbprint of the key that the request proved possession of (RFC 9449); null without a proof. */
  jkt: string | null;
  /** The one moment by which everything in this request is judged and stamped. */
  now: Date;
}

/** What a proved grant entitles its client to; nothing of it is signed yet. */
export interface Issuance {
  client: Client;
  /** Null for a client that acts for itself. */
  person: { grant: Grant; account: Account } | null;
  scopes: readonly string[];
  /** RFC 8707 audiences; none stands for the client itself. */
  resources: readonly string[];
  accessToken: AccessTokenStamp;
  refreshToken: string | null;
  /** How long the client may come back; null without a refresh token. */
  expiry: RefreshExpiry | null;
  /** Of the authorization request; on the first issue only. */
  nonce: string | null;
  /** The client asked for the id of its grant. */
  tellsGrantId?: boolean;
}

/** One value of `grant_type` (RFC 6749 §4). Proves the grant or throws an OAuthError; mints nothing. */
export interface GrantType<Params extends object> {
  readonly grantType: string;
  /** A class-validator class: its own parameters, nobody else's. */
  readonly params: new () => Params;
  redeem(params: Params, request: TokenRequest): Promise<Issuance>;
}

/** All grant types that the token endpoint offers. */
export const GRANT_TYPES = Symbol('grant types');
