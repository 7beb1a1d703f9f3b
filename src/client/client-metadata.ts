import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayUnique, Equals, IsArray, IsBoolean, IsEmail, IsIn, IsInt, IsObject, IsOptional, IsString, IsUrl, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Satisfies } from '../config/satisfies.decorator.js';
import { LONGEST_TOKEN_TTL, SIGNING_ALGS, type SigningAlg } from '../keys/signing-key.policy.js';
import { isScope, STANDARD_SCOPES } from '../protocol/scope.js';
import { AUTH_METHODS, GRANT_TYPES, type AuthMethod, type GrantTypeName } from './client.entity.js';
import { AreRedirectUris } from './redirect-uris.decorator.js';
import { RefreshTokenPolicy } from './refresh-token-policy.js';

const WEB_URL = { protocols: ['https', 'http'], require_protocol: true, require_tld: false };
const OPTIONAL = { required: false } as const;
const URI = { required: false, format: 'uri', type: 'string' } as const;
const SECONDS = { required: false, type: 'integer', minimum: 1, maximum: LONGEST_TOKEN_TTL } as const;

/** A client as its operator describes it: RFC 7591 §2, OpenID Connect Registration §2, and our lifetimes (seconds) and policy. */
export class ClientMetadata {
  @ApiProperty({ ...OPTIONAL, maxLength: 200, description: 'Its id, when absent.', example: 'Example Web' })
  @IsOptional() @IsString() @MaxLength(200)
  client_name?: string;

  @ApiProperty(URI)
  @IsOptional() @IsUrl(WEB_URL)
  client_uri?: string;

  @ApiProperty({ ...URI, description: 'https.' })
  @IsOptional() @IsUrl({ ...WEB_URL, protocols: ['https'] })
  logo_uri?: string;

  @ApiProperty({ ...OPTIONAL, description: 'Of its pages’ links and buttons.', example: '#3340b5' })
  @IsOptional() @Matches(/^#[0-9a-f]{6}$/i, { message: 'must be #rrggbb' })
  accent_color?: string;

  @ApiProperty(URI)
  @IsOptional() @IsUrl(WEB_URL)
  policy_uri?: string;

  @ApiProperty(URI)
  @IsOptional() @IsUrl(WEB_URL)
  tos_uri?: string;

  @ApiProperty({ ...OPTIONAL, type: [String], default: [], description: 'E-mail addresses.' })
  @IsArray() @IsEmail({}, { each: true })
  contacts: string[] = [];

  @ApiProperty(OPTIONAL)
  @IsOptional() @IsString()
  software_id?: string;

  @ApiProperty(OPTIONAL)
  @IsOptional() @IsString()
  software_version?: string;

  @ApiProperty({ ...OPTIONAL, enum: ['web', 'native'], default: 'web' })
  @IsIn(['web', 'native'])
  application_type: string = 'web';

  @ApiProperty({ ...OPTIONAL, type: [String], default: [], example: ['https://app.example/callback'] })
  @IsArray() @ArrayUnique() @AreRedirectUris()
  redirect_uris: string[] = [];

  @ApiProperty({ ...OPTIONAL, type: [String], default: [] })
  @IsArray() @ArrayUnique() @AreRedirectUris()
  post_logout_redirect_uris: string[] = [];

  @ApiProperty({ ...OPTIONAL, enum: GRANT_TYPES, isArray: true, default: ['authorization_code'], example: ['authorization_code', 'refresh_token'] })
  @IsArray() @ArrayUnique() @IsIn(GRANT_TYPES, { each: true })
  grant_types: GrantTypeName[] = ['authorization_code'];

  @ApiProperty({ ...OPTIONAL, enum: ['code'], isArray: true, default: ['code'] })
  @IsArray() @Equals('code', { each: true })
  response_types: string[] = ['code'];

  @ApiProperty({ ...OPTIONAL, enum: AUTH_METHODS, default: 'client_secret_basic', description: '`none` for a public client.' })
  @IsIn(AUTH_METHODS)
  token_endpoint_auth_method: AuthMethod = 'client_secret_basic';

  /** All that it may ask for, separated by spaces. */
  @ApiProperty({ ...OPTIONAL, default: STANDARD_SCOPES.join(' '), description: 'All that it may ask for, separated by spaces.' })
  @Satisfies(isScope, 'must be scopes separated by single spaces')
  scope: string = STANDARD_SCOPES.join(' ');

  @ApiProperty({ ...SECONDS, minimum: 0, maximum: undefined })
  @IsOptional() @IsInt() @Min(0)
  default_max_age?: number;

  @ApiProperty({ ...OPTIONAL, default: false })
  @IsBoolean()
  require_auth_time: boolean = false;

  /** False for the operator's own applications: nobody is asked. */
  @ApiProperty({ ...OPTIONAL, default: true, description: 'False for an application of your own: nobody is asked.' })
  @IsBoolean()
  require_consent: boolean = true;

  /** True to be told why a refresh was refused, as `error_reason`. */
  @ApiProperty({ ...OPTIONAL, default: false, description: 'True to be told why a refresh was refused, as `error_reason`.' })
  @IsBoolean()
  tells_error_reason: boolean = false;

  @ApiProperty({ ...OPTIONAL, enum: SIGNING_ALGS, default: 'RS256' })
  @IsIn(SIGNING_ALGS)
  id_token_signed_response_alg: SigningAlg = 'RS256';

  /** Ours: the others are cheaper to sign, but every resource server that the client calls must know them (RFC 9068 §2.1). */
  @ApiProperty({ ...OPTIONAL, enum: SIGNING_ALGS, default: 'RS256', description: 'Every resource server that the client calls must know it.' })
  @IsIn(SIGNING_ALGS)
  access_token_signed_response_alg: SigningAlg = 'RS256';

  /** RFC 6749 §4.1.2: at most ten minutes. */
  @ApiProperty({ ...SECONDS, maximum: 600, default: 60 })
  @IsInt() @Min(1) @Max(600)
  authorization_code_ttl: number = 60;

  @ApiProperty({ ...SECONDS, default: 3600 })
  @IsInt() @Min(1) @Max(LONGEST_TOKEN_TTL)
  access_token_ttl: number = 3600;

  @ApiProperty({ ...SECONDS, default: 3600 })
  @IsInt() @Min(1) @Max(LONGEST_TOKEN_TTL)
  id_token_ttl: number = 3600;

  @ApiProperty({ ...OPTIONAL, type: RefreshTokenPolicy })
  @IsObject() @ValidateNested() @Type(() => RefreshTokenPolicy)
  refresh_token_policy: RefreshTokenPolicy = new RefreshTokenPolicy();
}
