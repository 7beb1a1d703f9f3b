import { Controller, Get, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { claimsOfScopes, pickClaims, type StandardClaims } from '../account/claims.js';
import { DpopVerifier } from '../client/dpop/dpop.verifier.js';
import { Clock } from '../protocol/clock.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { readForm } from '../protocol/parameters.js';
import { parseScope } from '../protocol/scope.js';
import { AccessTokenReader } from './access-token.reader.js';

/** OpenID Connect Core §5.3.2. */
export type UserInfo = { sub: string } & Partial<StandardClaims>;

/** The token that came, and whether its sender proved a key (RFC 9449 §7.1). */
interface Credentials {
  token: string | null;
  scheme: 'bearer' | 'dpop';
}

const PATH = 'oidc/me';

@Controller(PATH)
export class UserinfoController {
  constructor(
    private readonly accessTokens: AccessTokenReader,
    private readonly dpop: DpopVerifier,
    private readonly clock: Clock,
  ) {}

  /** The UserInfo endpoint (OpenID Connect Core §5.3): the claims that the access token's scopes and the `claims` parameter open. */
  @Get()
  @Header('cache-control', 'no-store')
  get(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<UserInfo> {
    return this.describe(headerToken(request), request, reply);
  }

  /** As above; the token may also come as a form parameter (RFC 6750 §2.2). */
  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  post(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<UserInfo> {
    const credentials = headerToken(request);
    return this.describe(credentials.token ? credentials : formToken(request), request, reply);
  }

  private async describe({ token, scheme }: Credentials, request: FastifyRequest, reply: FastifyReply): Promise<UserInfo> {
    if (!token) throw new OAuthError('invalid_token', 'an access token is required', 'token_missing');
    const live = await this.accessTokens.findLive(token);
    if (!live) throw new OAuthError('invalid_token', 'the access token is not valid', 'token_dead');
    const jkt = scheme === 'dpop' ? await this.prove(token, request, reply) : null;
    // RFC 9449 §7.1 and §7.2: a bound token needs its key, and is no bearer token.
    if ((live.claims.cnf?.jkt ?? null) !== jkt) throw new OAuthError('invalid_token', 'the access token is bound to another key', 'key_mismatch');
    const scopes = parseScope(live.claims.scope);
    if (!live.person || !scopes.includes('openid')) throw new OAuthError('insufficient_scope', 'the scope openid is required');
    const { account, grant } = live.person;
    const names = [...claimsOfScopes(scopes), ...Object.keys(grant.claims.userinfo ?? {})];
    return { ...pickClaims(account.claims, names), sub: account.accountId };
  }

  /** RFC 9449 §7.1: the scheme DPoP demands a proof; here its refusals are 401. */
  private async prove(token: string, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const jkt = await this.dpop.receive(`/${PATH}`, request, reply, this.clock.now(), token).catch((error: unknown) => {
      throw error instanceof OAuthError ? error.at(401) : error;
    });
    if (!jkt) throw new OAuthError('invalid_dpop_proof', 'a DPoP proof is required', 'proof_missing').at(401);
    return jkt;
  }
}

/** RFC 6750 §2.1 and RFC 9449 §7.1; the scheme's name in any case (RFC 9110 §11.1). */
function headerToken({ headers }: FastifyRequest): Credentials {
  const [, scheme, token] = /^(bearer|dpop) +([\w.~+/-]+=*)$/i.exec(headers.authorization ?? '') ?? [];
  return { token: token ?? null, scheme: scheme?.toLowerCase() === 'dpop' ? 'dpop' : 'bearer' };
}

function formToken(request: FastifyRequest): Credentials {
  return { token: request.body === undefined ? null : (readForm(request).access_token ?? null), scheme: 'bearer' };
}
