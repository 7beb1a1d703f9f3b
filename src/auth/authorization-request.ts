import { IsOptional, Matches, MaxLength } from 'class-validator';
import { Satisfies } from '../config/satisfies.decorator.js';
import { parseClaimsRequest } from '../protocol/claims-request.js';
import type { OAuthErrorCode } from '../protocol/oauth.error.js';
import { CODE_CHALLENGE } from '../protocol/pkce.js';
import { IsScope } from '../protocol/is-scope.decorator.js';
import { parseScope } from '../protocol/scope.js';

/** OpenID Connect Core §3.1.2.1. */
const PROMPTS = ['none', 'login', 'consent', 'select_account'] as const;

/** What the application wants the person to be asked. */
export type Prompt = (typeof PROMPTS)[number];

/** Long enough for any honest `state` or `nonce`. */
const LONGEST = 2048;

const Unsupported = (name: string, code: OAuthErrorCode) => Satisfies(isAbsent, `${name} is not supported`, { context: { code } });

/** The parameters of an authorization request (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1), by the names of the wire. */
export class AuthorizationRequest {
  // Core §6.1 and §6.2, and §7.2.1.
  @Unsupported('request', 'request_not_supported') request?: string;
  @Unsupported('request_uri', 'request_uri_not_supported') request_uri?: string;
  @Unsupported('registration', 'registration_not_supported') registration?: string;

  // Grant Management for OAuth 2.0 §5.2 and §5.4: each request makes a grant of its own, and none is ever merged or replaced.
  @Unsupported('grant_id', 'invalid_request') grant_id?: string;
  @IsOptional()
  @Matches(/^create$/, { message: 'grant_management_action must be create' })
  grant_management_action?: string;

  @Satisfies(isPresent, 'response_type is missing')
  @Satisfies(isCodeOrAbsent, 'response_type must be code', { context: { code: 'unsupported_response_type' } })
  response_type?: string;

  @IsOptional()
  @Matches(/^query$/, { message: 'response_mode must be query' })
  response_mode?: string;

  @IsOptional()
  @IsScope()
  scope?: string;

  @IsOptional()
  @MaxLength(LONGEST, { message: 'state is too long' })
  state?: string;

  @IsOptional()
  @MaxLength(LONGEST, { message: 'nonce is too long' })
  nonce?: string;

  @IsOptional()
  @Matches(CODE_CHALLENGE, { message: 'code_challenge must be the base64url SHA-256 of the code verifier' })
  code_challenge?: string;

  // RFC 7636 §4.3: an absent method would mean plain, which RFC 9700 §2.1.1 rules out.
  @Satisfies(isS256OrAbsent, 'code_challenge_method must be S256')
  code_challenge_method?: string;

  /** RFC 8707 §2; several are joined by a space. */
  resource?: string;

  @IsOptional()
  @Satisfies(isPrompt, 'prompt must be none, or some of login, consent and select_account')
  prompt?: string;

  @IsOptional()
  @Matches(/^\d{1,9}$/, { message: 'max_age must be a number of seconds' })
  max_age?: string;

  @IsOptional()
  @Satisfies(isClaimsRequest, 'claims is not well-formed')
  claims?: string;

  id_token_hint?: string;
  login_hint?: string;
}

/** The distinct values of `prompt`. */
export function parsePrompt(prompt: string | undefined): Prompt[] {
  return parseScope(prompt) as Prompt[];
}

function isAbsent(value: unknown): boolean {
  return value === undefined;
}

function isPresent(value: unknown): boolean {
  return value !== undefined;
}

function isCodeOrAbsent(value: unknown): boolean {
  return value === undefined || value === 'code';
}

function isS256OrAbsent(value: unknown): boolean {
  return value === undefined || value === 'S256';
}

function isPrompt(value: unknown): boolean {
  const prompts = parsePrompt(String(value));
  // Core §3.1.2.1: none with any other value is an error.
  return prompts.every((prompt) => PROMPTS.includes(prompt)) && (prompts.length === 1 || !prompts.includes('none'));
}

/** Also without NUL and half characters, which PostgreSQL does not store. */
function isClaimsRequest(value: unknown): boolean {
  const claims = parseClaimsRequest(String(value));
  return claims !== null && !/\\u(0000|d[89a-f])/i.test(JSON.stringify(claims));
}
