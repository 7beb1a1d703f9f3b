import { Injectable } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import type { Refusal } from '../../audit/verdict.js';
import { OAuthError } from '../../protocol/oauth.error.js';
import { parseScope } from '../../protocol/scope.js';
import { RefreshTokenStore } from '../refresh-token.store.js';
import { IsScope, scopeExceeded, targetExceeded } from '../requested.js';
import type { GrantType, Issuance, TokenRequest } from './grant-type.js';

/** RFC 6749 §6 and RFC 8707 §2.2. */
export class RefreshTokenParams {
  @IsString({ message: 'refresh_token is required' })
  refresh_token!: string;

  /** A part of what was granted; all of it when absent. */
  @IsOptional()
  @IsScope()
  scope?: string;

  /** Likewise; several are separated by spaces. */
  @IsOptional()
  @IsString()
  resource?: string;
}

/** The refresh grant: new access and ID tokens, and the same refresh token again. */
@Injectable()
export class RefreshTokenGrantType implements GrantType<RefreshTokenParams> {
  readonly grantType = 'refresh_token';
  readonly params = RefreshTokenParams;

  constructor(private readonly refreshTokens: RefreshTokenStore) {}

  async redeem({ refresh_token: token, scope, resource }: RefreshTokenParams, request: TokenRequest): Promise<Issuance> {
    const presented = { token, scopes: parseScope(scope), resources: parseScope(resource) };
    const redemption = await this.refreshTokens.redeem(presented, request);
    if (redemption.verdict !== 'reused') throw refusalOf(redemption.verdict);
    const { grant, account, scopes, resources, accessToken } = redemption;
    return { client: request.client, person: { grant, account }, scopes, resources, accessToken, refreshToken: token, nonce: null };
  }
}

/** `invalid_grant` reads alike whatever the reason, which the ledger and the log keep. */
function refusalOf(verdict: Refusal): OAuthError {
  if (verdict === 'scope_exceeded') return scopeExceeded();
  if (verdict === 'target_exceeded') return targetExceeded();
  if (verdict === 'client_disabled') return new OAuthError('invalid_client', 'client authentication failed', verdict);
  return new OAuthError('invalid_grant', 'the refresh token is not valid: log in again', verdict);
}
