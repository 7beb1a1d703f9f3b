import type { Client } from '../client/client.entity.js';
import type { ClaimsRequest } from '../protocol/claims-request.js';
import { OAuthError } from '../protocol/oauth.error.js';
import type { Parameters } from '../protocol/parameters.js';
import type { Prompt } from './authorization-request.js';

/** Where the answer to an authorization request goes, once both are known to belong together (RFC 6749 §3.1.2). */
export interface Target {
  client: Client;
  redirectUri: string;
  state: string | undefined;
}

/** An authorization request, read and found valid. */
export interface Authorization extends Target {
  /** As they came, to be kept while the person is asked. */
  parameters: Parameters;
  scopes: readonly string[];
  /** RFC 8707 resource indicators. */
  resources: readonly string[];
  prompts: readonly Prompt[];
  /** Seconds. */
  maxAge: number | null;
  claims: ClaimsRequest;
  /** Whom it can be answered for; null for anybody. */
  subjects: readonly unknown[] | null;
  nonce: string | null;
  codeChallenge: string | null;
  /** Does the application want to know the grant that comes of it? */
  wantsGrantId: boolean;
  loginHint: string | null;
  /** The device that waits for the answer; absent when the application gets a code. */
  device?: WaitingDevice;
}

/** A device as a person is told of it (RFC 8628 §5.4), so that it is not a stranger's. */
export interface WaitingDevice {
  grantId: string;
  /** Its user code; null when the key that it was made under is gone. */
  code: string | null;
  ip: string | null;
  userAgent: string | null;
  issuedAt: Date;
  /** When it was looked at for this page. */
  seenAt: Date;
}

/** A refusal that the application is told of, by way of the browser (RFC 6749 §4.1.2.1). */
export class RefusedAuthorization extends Error {
  constructor(
    readonly target: Target,
    readonly refusal: OAuthError,
  ) {
    super(refusal.message);
    this.name = 'RefusedAuthorization';
  }
}
