import { Injectable } from '@nestjs/common';
import type { Granted, GrantedTable } from '../../auth/granted.js';
import { SessionStore } from '../../auth/session.store.js';
import type { OAuthError } from '../../protocol/oauth.error.js';
import { parseScope } from '../../protocol/scope.js';
import { GrantFounder } from '../grant.founder.js';
import { GrantStore } from '../grant.store.js';
import { expiryOf } from '../refresh-token.expiry.js';
import { narrow, targetExceeded } from '../requested.js';
import type { Issuance, TokenRequest } from './grant-type.js';

/** What an invalid code is refused with, for this private reason. */
type Refuse = (reason: string) => OAuthError;

/** Exchanges what a person allowed, once: an authorization code or a device code that has been judged. */
@Injectable()
export class CodeExchange {
  constructor(
    private readonly sessions: SessionStore,
    private readonly founder: GrantFounder,
    private readonly grants: GrantStore,
  ) {}

  /**
   * @param resource a part of what was granted; all of it when absent
   * @param table where the code is; among the authorization codes when absent
   */
  async redeem(code: Granted, resource: string | undefined, request: TokenRequest, refused: Refuse, table?: GrantedTable): Promise<Issuance> {
    const { client, now } = request;
    // Whoever was logged out before the code was exchanged is logged out.
    const login = await this.sessions.findById(code.accountId, code.sessionId);
    if (!login) throw refused('session_ended');
    const resources = narrow(parseScope(resource), code.resources, targetExceeded);
    const made = await this.founder.found(code, request, table);
    if (!made) throw await this.replayed(code, refused);
    const { grant, family, refreshToken, accessToken } = made;
    const expiry = family && expiryOf(family, client, now, now);
    return { client, person: { grant, account: login.account }, scopes: grant.scopes, resources, accessToken, refreshToken, expiry, nonce: null };
  }

  /** RFC 6749 §4.1.2: a code used twice ends all that it produced. */
  async replayed({ grantId }: Pick<Granted, 'grantId'>, refused: Refuse): Promise<OAuthError> {
    await this.grants.revoke(grantId, 'code_replayed');
    return refused('code_replayed');
  }
}
