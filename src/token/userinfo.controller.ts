import { Controller, Get, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { claimsOfScopes, pickClaims, type StandardClaims } from '../account/claims.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { readForm } from '../protocol/parameters.js';
import { parseScope } from '../protocol/scope.js';
import type { LiveAccessToken } from './access-token.reader.js';
import { BearerReader, headerToken, type Credentials } from './bearer.reader.js';

/** OpenID Connect Core §5.3.2. */
export type UserInfo = { sub: string } & Partial<StandardClaims>;

@Controller('oidc/me')
export class UserinfoController {
  constructor(private readonly bearers: BearerReader) {}

  /** The UserInfo endpoint (OpenID Connect Core §5.3): the claims that the access token's scopes and the `claims` parameter open. */
  @Get()
  @Header('cache-control', 'no-store')
  async get(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<UserInfo> {
    return describe(await this.bearers.read(request, reply));
  }

  /** As above; the token may also come as a form parameter (RFC 6750 §2.2). */
  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async post(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<UserInfo> {
    const credentials = headerToken(request);
    return describe(await this.bearers.read(request, reply, credentials.token ? credentials : formToken(request)));
  }
}

function describe({ claims, person }: LiveAccessToken): UserInfo {
  const scopes = parseScope(claims.scope);
  if (!person || !scopes.includes('openid')) throw new OAuthError('insufficient_scope', 'the scope openid is required');
  const { account, grant } = person;
  const names = [...claimsOfScopes(scopes), ...Object.keys(grant.claims.userinfo ?? {})];
  return { ...pickClaims(account.claims, names), sub: account.accountId };
}

function formToken(request: FastifyRequest): Credentials {
  return { token: request.body === undefined ? null : (readForm(request).access_token ?? null), scheme: 'bearer' };
}
