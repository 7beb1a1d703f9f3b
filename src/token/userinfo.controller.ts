import { Controller, Get, Header, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { claimsOfScopes, pickClaims, type StandardClaims } from '../account/claims.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { readForm } from '../protocol/parameters.js';
import { parseScope } from '../protocol/scope.js';
import { AccessTokenReader } from './access-token.reader.js';

/** OpenID Connect Core §5.3.2. */
export type UserInfo = { sub: string } & Partial<StandardClaims>;

@Controller('oidc/me')
export class UserinfoController {
  constructor(private readonly accessTokens: AccessTokenReader) {}

  /** The UserInfo endpoint (OpenID Connect Core §5.3): the claims that the access token's scopes and the `claims` parameter open. */
  @Get()
  @Header('cache-control', 'no-store')
  get(@Req() request: FastifyRequest): Promise<UserInfo> {
    return this.describe(bearerToken(request));
  }

  /** As above; the token may also come as a form parameter (RFC 6750 §2.2). */
  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  post(@Req() request: FastifyRequest): Promise<UserInfo> {
    return this.describe(bearerToken(request) ?? formToken(request));
  }

  private async describe(token: string | null): Promise<UserInfo> {
    if (!token) throw new OAuthError('invalid_token', 'an access token is required', 'token_missing');
    const live = await this.accessTokens.findLive(token);
    if (!live) throw new OAuthError('invalid_token', 'the access token is not valid', 'token_dead');
    const scopes = parseScope(live.claims.scope);
    if (!live.person || !scopes.includes('openid')) throw new OAuthError('insufficient_scope', 'the scope openid is required');
    const { account, grant } = live.person;
    const names = [...claimsOfScopes(scopes), ...Object.keys(grant.claims.userinfo ?? {})];
    return { ...pickClaims(account.claims, names), sub: account.accountId };
  }
}

/** RFC 6750 §2.1; the scheme's name in any case (RFC 9110 §11.1). */
function bearerToken({ headers }: FastifyRequest): string | null {
  return /^bearer +([\w.~+/-]+=*)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

function formToken(request: FastifyRequest): string | null {
  return request.body === undefined ? null : (readForm(request).access_token ?? null);
}
