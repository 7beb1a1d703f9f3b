import { Controller, Header, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { ClientAuthenticationGuard, type AuthenticatedRequest } from '../client/client-authentication.guard.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { readParameters } from '../protocol/parameters.js';
import { AccessTokenReader } from './access-token.reader.js';
import { AccessTokenStore } from './access-token.store.js';
import { GrantStore } from './grant.store.js';
import { RefreshTokenFinder } from './refresh-token.finder.js';
import { TokenParams } from './token-params.js';

@Controller('oidc/token/revocation')
@UseGuards(ClientAuthenticationGuard)
export class RevocationController {
  constructor(
    private readonly refreshTokens: RefreshTokenFinder,
    private readonly grants: GrantStore,
    private readonly accessTokenReader: AccessTokenReader,
    private readonly accessTokens: AccessTokenStore,
  ) {}

  /** RFC 7009: a refresh token takes its whole grant along, an access token goes alone; unknown tokens are none the less gone. */
  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async revoke(@Req() { client, parameters }: AuthenticatedRequest): Promise<void> {
    const { token } = readParameters(TokenParams, parameters);
    const family = await this.refreshTokens.find(token);
    if (family) {
      requireOwner(family.grant.clientId, client.clientId);
      return this.grants.revoke(family.grant.grantId, 'client_request');
    }
    const claims = await this.accessTokenReader.read(token);
    if (!claims) return;
    requireOwner(claims.client_id, client.clientId);
    await this.accessTokens.revoke(claims.jti, claims.exp);
  }
}

/** RFC 7009 §2.1: a client that presents another's token is refused and told so. */
function requireOwner(owner: string, clientId: string): void {
  if (owner !== clientId) throw new OAuthError('invalid_request', 'the token was not issued to this client', 'client_mismatch');
}
