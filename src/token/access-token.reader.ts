import { Injectable } from '@nestjs/common';
import type { JWTPayload } from 'jose';
import type { Account } from '../account/account.entity.js';
import { ClientStore } from '../client/client.store.js';
import { TokenVerifier } from '../keys/token.verifier.js';
import { ACCESS_TOKEN_TYP } from './access-token.js';
import { AccessTokenStore } from './access-token.store.js';
import type { Grant } from './grant.entity.js';
import { isOverruled } from './refresh-token.policy.js';

/** The claims of our access tokens (RFC 9068 §2.2). */
export type AccessTokenClaims = Required<Pick<JWTPayload, 'jti' | 'sub' | 'iss' | 'iat' | 'exp' | 'aud'>> & {
  client_id: string;
  scope?: string;
  /** The key that the token is bound to (RFC 9449 §6.1). */
  cnf?: { jkt: string };
};

export interface LiveAccessToken {
  claims: AccessTokenClaims;
  /** Null for a client that acts for itself. */
  person: { grant: Grant; account: Account } | null;
}

/** Reads an access token as a resource server would ask us to: what it says, if it lives. */
@Injectable()
export class AccessTokenReader {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly accessTokens: AccessTokenStore,
    private readonly clients: ClientStore,
  ) {}

  /** The claims of an access token that we signed, whatever has become of it; null for any other string. */
  async read(token: string): Promise<AccessTokenClaims | null> {
    return (await this.verifier.verify(token, ACCESS_TOKEN_TYP)) as AccessTokenClaims | null;
  }

  /** A token that lives, as do its grant, its client and its person; else null. */
  async findLive(token: string): Promise<LiveAccessToken | null> {
    const claims = await this.read(token);
    const live = claims && (await this.accessTokens.findLive(claims.jti, claims.exp));
    if (!live) return null;
    const client = await this.clients.find(claims.client_id);
    if (!client || client.disabledAt) return null;
    if (!live.person) return { claims, person: null };
    const { grant, standing } = live.person;
    const { account, consentWithdrawnAt } = standing;
    if (!account?.isEnabled || isOverruled(grant, account, consentWithdrawnAt)) return null;
    return { claims, person: { grant, account } };
  }
}
