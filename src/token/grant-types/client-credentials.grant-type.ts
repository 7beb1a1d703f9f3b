import { Injectable } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import { requireEnabled } from '../../client/client-authentication.guard.js';
import { ResourceStore } from '../../client/resource.store.js';
import { IsScope } from '../../protocol/is-scope.decorator.js';
import { OAuthError } from '../../protocol/oauth.error.js';
import { parseScope, STANDARD_SCOPES } from '../../protocol/scope.js';
import { stampAccessToken } from '../access-token.js';
import { narrow, scopeExceeded, targetExceeded } from '../requested.js';
import type { GrantType, Issuance, TokenRequest } from './grant-type.js';

/** RFC 6749 §4.4.2 and RFC 8707 §2. */
export class ClientCredentialsParams {
  @IsOptional()
  @IsScope()
  scope?: string;

  @IsOptional()
  @IsString()
  resource?: string;
}

/** A client acts for itself: an access token, never an ID token or a refresh token (RFC 6749 §4.4.3). */
@Injectable()
export class ClientCredentialsGrantType implements GrantType<ClientCredentialsParams> {
  readonly grantType = 'client_credentials';
  readonly params = ClientCredentialsParams;

  constructor(private readonly resources: ResourceStore) {}

  async redeem({ scope, resource }: ClientCredentialsParams, { client, now }: TokenRequest): Promise<Issuance> {
    requireEnabled(client);
    // RFC 6749 §4.4: the client credentials grant type MUST only be used by confidential clients.
    if (client.isPublic) throw new OAuthError('unauthorized_client', 'a public client cannot act for itself');
    // The standard scopes are about a person, and here is none.
    const own = client.scopes.filter((one) => !(STANDARD_SCOPES as readonly string[]).includes(one));
    const scopes = narrow(parseScope(scope), own, scopeExceeded);
    const known = resource ? (await this.resources.findAll()).map(({ identifier }) => identifier) : [];
    const resources = parseScope(resource);
    if (resources.some((one) => !known.includes(one))) throw targetExceeded();
    const accessToken = stampAccessToken(null, client.accessTokenTtl, now);
    return { client, person: null, scopes, resources, accessToken, refreshToken: null, expiry: null, nonce: null };
  }
}
