import { Injectable } from '@nestjs/common';
import { IsOptional, IsString, Matches } from 'class-validator';
import type { AuthorizationCode } from '../../auth/authorization-code.entity.js';
import { AuthorizationCodeStore } from '../../auth/authorization-code.store.js';
import { requireEnabled } from '../../client/client-authentication.guard.js';
import { OAuthError } from '../../protocol/oauth.error.js';
import { CODE_VERIFIER, provesChallenge } from '../../protocol/pkce.js';
import { CodeExchange } from './code.exchange.js';
import type { GrantType, Issuance, TokenRequest } from './grant-type.js';

/** RFC 6749 §4.1.3, RFC 7636 §4.5, RFC 8707 §2.2. */
export class AuthorizationCodeParams {
  @IsString({ message: 'code is required' })
  code!: string;

  @IsString({ message: 'redirect_uri is required' })
  redirect_uri!: string;

  @IsOptional()
  @Matches(CODE_VERIFIER, { message: 'code_verifier is not well-formed' })
  code_verifier?: string;

  @IsOptional()
  @IsString()
  resource?: string;
}

/** The code that a person's consent was answered with, exchanged once for tokens. */
@Injectable()
export class AuthorizationCodeGrantType implements GrantType<AuthorizationCodeParams> {
  readonly grantType = 'authorization_code';
  readonly params = AuthorizationCodeParams;

  constructor(
    private readonly codes: AuthorizationCodeStore,
    private readonly exchange: CodeExchange,
  ) {}

  async redeem(params: AuthorizationCodeParams, request: TokenRequest): Promise<Issuance> {
    const { client, now } = request;
    requireEnabled(client);
    const code = await this.codes.find(params.code);
    if (!code || code.clientId !== client.clientId) throw refused(code ? 'client_mismatch' : 'unknown');
    if (code.spentAt) throw await this.exchange.replayed(code, refused);
    const fault = judge(code, params, now);
    if (fault) throw refused(fault);
    const issuance = await this.exchange.redeem(code, params.resource, request, refused);
    return { ...issuance, nonce: code.nonce, tellsGrantId: code.tellsGrantId };
  }
}

function judge(code: AuthorizationCode, { redirect_uri: redirectUri, code_verifier: verifier }: AuthorizationCodeParams, now: Date): string | null {
  if (now >= code.expiresAt) return 'expired';
  if (redirectUri !== code.redirectUri) return 'redirect_uri_mismatch';
  // RFC 9700 §2.1.1: a verifier without a challenge is a downgrade, and refused like a wrong one.
  if (!code.codeChallenge) return verifier ? 'pkce_downgrade' : null;
  return verifier && provesChallenge(verifier, code.codeChallenge) ? null : 'pkce_failed';
}

function refused(reason: string): OAuthError {
  return new OAuthError('invalid_grant', 'the authorization code is not valid: start the authorization again', reason);
}
