import { Controller, Header, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { callerOf } from '../audit/caller.js';
import { ClientAuthenticationGuard, type AuthenticatedRequest } from '../client/client-authentication.guard.js';
import { DpopVerifier } from '../client/dpop/dpop.verifier.js';
import { Clock } from '../protocol/clock.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { readParameters } from '../protocol/parameters.js';
import { GRANT_TYPES, type GrantType } from './grant-types/grant-type.js';
import { TokenIssuer, type TokenResponse } from './token.issuer.js';

@Controller('oidc/token')
@UseGuards(ClientAuthenticationGuard)
export class TokenController {
  private readonly grantTypes: ReadonlyMap<string | undefined, GrantType<object>>;

  constructor(
    @Inject(GRANT_TYPES) grantTypes: GrantType<object>[],
    private readonly issuer: TokenIssuer,
    private readonly dpop: DpopVerifier,
    private readonly clock: Clock,
  ) {
    this.grantTypes = new Map(grantTypes.map((grantType) => [grantType.grantType, grantType]));
  }

  /** The token endpoint (RFC 6749 §3.2): picks the grant type, redeems the grant, issues the tokens. */
  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Header('pragma', 'no-cache')
  async token(@Req() request: AuthenticatedRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<TokenResponse> {
    const { client, parameters } = request;
    const now = this.clock.now();
    if (!parameters.grant_type) throw new OAuthError('invalid_request', 'grant_type is required');
    const grantType = this.grantTypes.get(parameters.grant_type);
    if (!grantType) throw new OAuthError('unsupported_grant_type', 'the grant type is not supported');
    if (!client.grantTypes.includes(grantType.grantType)) {
      throw new OAuthError('unauthorized_client', 'the client is not registered for this grant type');
    }
    const params = readParameters(grantType.params, parameters);
    const jkt = await this.dpop.receive('/oidc/token', request, reply, now);
    const issuance = await grantType.redeem(params, { client, caller: callerOf(request), jkt, now });
    return this.issuer.issue(issuance, jkt);
  }
}
