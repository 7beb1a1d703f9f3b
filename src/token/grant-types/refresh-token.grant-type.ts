import { Injectable } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import { isSuccess, type Refusal } from '../../audit/verdict.js';
import type { Client } from '../../client/client.entity.js';
import { IsScope } from '../../protocol/is-scope.decorator.js';
import { OAuthError } from '../../protocol/oauth.error.js';
import { parseScope } from '../../protocol/scope.js';
import { expiryOf } from '../refresh-token.expiry.js';
import { RefreshTokenStore, type Redeemed, type Redemption } from '../refresh-token.store.js';
import { TheftWatch } from '../theft.watch.js';
import { scopeExceeded, targetExceeded } from '../requested.js';
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

/** The refresh grant: new access and ID tokens, and the same refresh token again or its successor. */
@Injectable()
export class RefreshTokenGrantType implements GrantType<RefreshTokenParams> {
  readonly grantType = 'refresh_token';
  readonly params = RefreshTokenParams;

  constructor(
    private readonly refreshTokens: RefreshTokenStore,
    private readonly theft: TheftWatch,
  ) {}

  async redeem({ refresh_token: token, scope, resource }: RefreshTokenParams, request: TokenRequest): Promise<Issuance> {
    const presented = { token, scopes: parseScope(scope), resources: parseScope(resource) };
    const redemption = await this.refreshTokens.redeem(presented, request);
    if (!isRedeemed(redemption)) throw refusalOf(redemption, request.client);
    this.theft.look(redemption, request);
    const { grant, family, account, scopes, resources, accessToken, refreshToken } = redemption;
    const expiry = expiryOf(family, request.client, request.now, request.now);
    return { client: request.client, person: { grant, account }, scopes, resources, accessToken, refreshToken, expiry, nonce: null };
  }
}

type Refused = Exclude<Redemption, Redeemed>;

function isRedeemed(redemption: Redemption): redemption is Redeemed {
  return isSuccess(redemption.verdict);
}

/** `invalid_grant` reads alike whatever the reason, which the ledger and the log keep; a client may ask to be told. */
function refusalOf({ verdict, retryAfter }: Refused, { tellsErrorReason }: Client): OAuthError {
  const error = retryAfter ? OAuthError.tooMany(retryAfter, verdict) : errorOf(verdict);
  return tellsErrorReason ? error.with({ error_reason: PUBLIC_REASONS[verdict] ?? verdict }) : error;
}

/** Nobody learns of a token that is not his own whether it exists. */
const PUBLIC_REASONS: Partial<Record<Refusal, string>> = { malformed: 'unknown', client_mismatch: 'unknown' };

function errorOf(verdict: Refusal): OAuthError {
  if (verdict === 'scope_exceeded') return scopeExceeded();
  if (verdict === 'target_exceeded') return targetExceeded();
  if (verdict === 'client_disabled') return new OAuthError('invalid_client', 'client authentication failed', verdict);
  return new OAuthError('invalid_grant', 'the refresh token is not valid: log in again', verdict);
}
