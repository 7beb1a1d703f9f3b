import { Injectable } from '@nestjs/common';
import { TokenVerifier } from '../keys/token.verifier.js';
import { OAuthError } from '../protocol/oauth.error.js';

/** Whom and what an ID token was about. */
export interface IdTokenHint {
  subject: string;
  /** The clients it was made for. */
  audience: readonly string[];
}

/** ID tokens that come back as a hint (OpenID Connect Core §3.1.2.1, RP-Initiated Logout 1.0 §2). */
@Injectable()
export class IdTokenHints {
  constructor(private readonly verifier: TokenVerifier) {}

  /** Throws invalid_request for anything but an ID token of ours; an expired one will do. */
  async read(token: string): Promise<IdTokenHint> {
    const claims = await this.verifier.verify(token, 'JWT');
    if (!claims?.sub) throw new OAuthError('invalid_request', 'id_token_hint is not an ID token of this service', 'hint_invalid');
    return { subject: claims.sub, audience: [claims.aud ?? []].flat() };
  }

  /** The same, and made for this client. */
  async readFor(clientId: string, token: string): Promise<IdTokenHint> {
    const hint = await this.read(token);
    if (hint.audience.includes(clientId)) return hint;
    throw new OAuthError('invalid_request', 'id_token_hint was made for another application', 'hint_of_another');
  }
}
