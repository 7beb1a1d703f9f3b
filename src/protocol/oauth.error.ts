/** Every OAuth and OpenID Connect error code we send, with its HTTP status on the back channel. */
const STATUS = {
  // RFC 6749 §4.1.2.1 and §5.2
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  invalid_scope: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  unsupported_response_type: 400,
  access_denied: 403,
  server_error: 500,
  temporarily_unavailable: 503,
  // RFC 6750 §3.1
  invalid_token: 401,
  insufficient_scope: 403,
  // RFC 8707 §2
  invalid_target: 400,
  // RFC 9449 §5, §8 and §9; 401 at a protected resource
  invalid_dpop_proof: 400,
  use_dpop_nonce: 400,
  // RFC 8628 §3.5
  authorization_pending: 400,
  slow_down: 400,
  expired_token: 400,
  // OpenID Connect Core §3.1.2.6 and Unmet Authentication Requirements 1.0
  login_required: 400,
  consent_required: 400,
  interaction_required: 400,
  account_selection_required: 400,
  request_not_supported: 400,
  request_uri_not_supported: 400,
  registration_not_supported: 400,
  unmet_authentication_requirements: 400,
} as const;

export type OAuthErrorCode = keyof typeof STATUS;

/** A refusal: the code and a public sentence for the wire, a private reason for the log. Never holds a token or a secret. */
export class OAuthError extends Error {
  readonly status: number;
  /** Seconds after which to try again, for `Retry-After`. */
  readonly retryAfter?: number;
  private members: Record<string, string> = {};

  /**
   * @param description public; printable ASCII without `"` and `\` (RFC 6749 §5.2), a constant of ours, never the caller's input
   * @param reason private; one word of a closed list
   */
  constructor(
    readonly code: OAuthErrorCode,
    readonly description: string,
    readonly reason?: string,
  ) {
    super(`${code}: ${description}`);
    this.name = 'OAuthError';
    this.status = STATUS[code];
  }

  /** 429 (RFC 6585 §4), for which RFC 6749 has no code but this; `slow_down` is a device's that polls (RFC 8628 §3.5). */
  static tooMany(retryAfter: number, reason: string): OAuthError {
    const error = new OAuthError('temporarily_unavailable', 'too many requests, try again later', reason);
    return Object.assign(error.at(429), { retryAfter });
  }

  /** The same error with the status that it has elsewhere. */
  at(status: number): this {
    return Object.assign(this, { status });
  }

  /** The same error with further members for the wire. */
  with(members: Record<string, string>): this {
    this.members = { ...this.members, ...members };
    return this;
  }

  /** The error as response parameters (RFC 6749 §5.2). */
  toJSON(): { error: OAuthErrorCode; error_description: string } & Record<string, string> {
    return { error: this.code, error_description: this.description, ...this.members };
  }
}
