import { Controller, Header, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { ClientAuthenticationGuard, requireEnabled, type AuthenticatedRequest } from '../client/client-authentication.guard.js';
import type { Client } from '../client/client.entity.js';
import { readParameters } from '../protocol/parameters.js';
import { AccessTokenReader } from './access-token.reader.js';
import { RefreshTokenReader } from './refresh-token.reader.js';
import { TokenParams } from './token-params.js';

/** RFC 7662 §2.2. */
export type Introspection = { active: false } | (Record<string, unknown> & { active: true });

@Controller('oidc/token/introspection')
@UseGuards(ClientAuthenticationGuard)
export class IntrospectionController {
  constructor(
    private readonly accessTokens: AccessTokenReader,
    private readonly refreshTokens: RefreshTokenReader,
  ) {}

  /** Does this token live? Answers for access and refresh tokens; anything else, an ID token too, is inactive. */
  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async introspect(@Req() { client, parameters }: AuthenticatedRequest): Promise<Introspection> {
    requireEnabled(client);
    const { token } = readParameters(TokenParams, parameters);
    return (await this.describeRefreshToken(token, client)) ?? (await this.describeAccessToken(token, client)) ?? { active: false };
  }

  /** A refresh token is its own client's business alone. Looking at it changes nothing. */
  private async describeRefreshToken(token: string, client: Client): Promise<Introspection | null> {
    const claims = await this.refreshTokens.findLive(token, client);
    return claims && { active: true, ...claims };
  }

  /** RFC 7662 §4: a public client, which proves nothing, learns of its own tokens only. */
  private async describeAccessToken(token: string, client: Client): Promise<Introspection | null> {
    const live = await this.accessTokens.findLive(token);
    if (!live || (client.isPublic && live.claims.client_id !== client.clientId)) return null;
    return { active: true, ...live.claims, token_type: live.claims.cnf ? 'DPoP' : 'Bearer' };
  }
}
