import { Type } from 'class-transformer';
import { ArrayUnique, Equals, IsArray, IsBoolean, IsEmail, IsIn, IsInt, IsObject, IsOptional, IsString, IsUrl, Matches, Max, MaxLength, Min, MinLength, ValidateIf, ValidateNested } from 'class-validator';
import { LONGEST_TOKEN_TTL, SIGNING_ALGS, type SigningAlg } from '../keys/signing-key.policy.js';
import { isScope, STANDARD_SCOPES } from '../protocol/scope.js';
import { Satisfies } from '../config/satisfies.decorator.js';
import { AUTH_METHODS, GRANT_TYPES, ROTATIONS, THEFT_ACTIONS, type AuthMethod, type GrantTypeName, type Rotation, type TheftAction } from './client.entity.js';
import { AreRedirectUris } from './redirect-uris.decorator.js';

const DAY = 86_400;
const YEAR = 366 * DAY;
const WEB_URL = { protocols: ['https', 'http'], require_protocol: true, require_tld: false };

/** How a client's refresh tokens live and turn. */
export class RefreshTokenPolicy {
  /** When absent, `rotate` for a public client and `reuse` for one that can prove who it is (RFC 9700 §2.2.2, FAPI 2.0). */
  @IsOptional() @IsIn(ROTATIONS)
  rotation?: Rotation;

  /** Seconds in which a spent token is answered with its successor again. */
  @IsInt() @Min(0) @Max(600)
  retry_window = 30;

  /** Seconds, absolute. */
  @IsInt() @Min(1) @Max(10 * YEAR)
  refresh_token_ttl = 30 * DAY;

  /** Seconds without use. */
  @IsOptional() @IsInt() @Min(1) @Max(10 * YEAR)
  refresh_token_idle_ttl?: number;

  /** Per account. */
  @IsOptional() @IsInt() @Min(1) @Max(100_000)
  max_live_tokens?: number;

  /** Issued without `offline_access` too; such a token ends with the login session. */
  @IsBoolean()
  without_offline_access = false;

  /** Ends with the login session even with `offline_access`. */
  @IsBoolean()
  ends_at_logout = false;

  /** What to do about a token that is used as if by two. */
  @IsIn(THEFT_ACTIONS)
  theft_action: TheftAction = 'alert';
}

/** A client as its operator describes it: RFC 7591 §2, OpenID Connect Registration §2, and our lifetimes (seconds) and policy. */
export class ClientMetadata {
  @Matches(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, { message: 'must be 1 to 200 printable characters without spaces, quotes and backslashes' })
  client_id!: string;

  @ValidateIf((client: ClientMetadata) => client.token_endpoint_auth_method !== 'none')
  @IsString({ message: 'is required unless token_endpoint_auth_method is none' })
  @MinLength(32, { message: 'must have at least 32 characters; make one with: openssl rand -base64 32' })
  @MaxLength(512)
  client_secret?: string;

  @IsOptional() @IsString() @MaxLength(200)
  client_name?: string;

  @IsOptional() @IsUrl(WEB_URL)
  client_uri?: string;

  @IsOptional() @IsUrl({ ...WEB_URL, protocols: ['https'] })
  logo_uri?: string;

  @IsOptional() @IsUrl(WEB_URL)
  policy_uri?: string;

  @IsOptional() @IsUrl(WEB_URL)
  tos_uri?: string;

  @IsArray() @IsEmail({}, { each: true })
  contacts: string[] = [];

  @IsOptional() @IsString()
  software_id?: string;

  @IsOptional() @IsString()
  software_version?: string;

  @IsIn(['web', 'native'])
  application_type = 'web';

  @IsArray() @ArrayUnique() @AreRedirectUris()
  redirect_uris: string[] = [];

  @IsArray() @ArrayUnique() @AreRedirectUris()
  post_logout_redirect_uris: string[] = [];

  @IsArray() @ArrayUnique() @IsIn(GRANT_TYPES, { each: true })
  grant_types: GrantTypeName[] = ['authorization_code'];

  @IsArray() @Equals('code', { each: true })
  response_types: string[] = ['code'];

  @IsIn(AUTH_METHODS)
  token_endpoint_auth_method: AuthMethod = 'client_secret_basic';

  /** All that it may ask for, separated by spaces. */
  @Satisfies(isScope, 'must be scopes separated by single spaces')
  scope: string = STANDARD_SCOPES.join(' ');

  @IsOptional() @IsInt() @Min(0)
  default_max_age?: number;

  @IsBoolean()
  require_auth_time = false;

  /** False for the operator's own applications: nobody is asked. */
  @IsBoolean()
  require_consent = true;

  /** True to be told why a refresh was refused, as `error_reason`. */
  @IsBoolean()
  tells_error_reason = false;

  @IsIn(SIGNING_ALGS)
  id_token_signed_response_alg: SigningAlg = 'RS256';

  /** Ours: the others are cheaper to sign, but every resource server that the client calls must know them (RFC 9068 §2.1). */
  @IsIn(SIGNING_ALGS)
  access_token_signed_response_alg: SigningAlg = 'RS256';

  /** RFC 6749 §4.1.2: at most ten minutes. */
  @IsInt() @Min(1) @Max(600)
  authorization_code_ttl = 60;

  @IsInt() @Min(1) @Max(LONGEST_TOKEN_TTL)
  access_token_ttl = 3600;

  @IsInt() @Min(1) @Max(LONGEST_TOKEN_TTL)
  id_token_ttl = 3600;

  @IsObject() @ValidateNested() @Type(() => RefreshTokenPolicy)
  refresh_token_policy: RefreshTokenPolicy = new RefreshTokenPolicy();
}
