import { Injectable, Logger } from '@nestjs/common';
import { permittedScopes } from '../account/roles.js';
import { Settings } from '../config/settings.js';
import { Clock, plusSeconds } from '../protocol/clock.js';
import { OAuthError, type OAuthErrorCode } from '../protocol/oauth.error.js';
import { AuthorizationCodeStore, type GrantedCode } from './authorization-code.store.js';
import { RefusedAuthorization } from './authorization.js';
import { interactionGone } from './browser-interactions.js';
import { InteractionStore } from './interaction.store.js';
import { withParameters } from './redirect.js';
import type { Login } from './session.store.js';
import type { Visit } from './visits.js';

/** Seconds; RFC 6749 §4.1.2 RECOMMENDS ten minutes as the most. */
const LONGEST_CODE_TTL = 600;

const DESCRIPTIONS: Partial<Record<OAuthErrorCode, string>> = {
  login_required: 'nobody is logged in whom this request can be answered for',
  consent_required: 'the person has not yet allowed this',
  unmet_authentication_requirements: 'the authentication asked for cannot be given here',
  access_denied: 'the person refused',
};

/** Ends an authorization request: with a code, or with a refusal. Either way its interaction is over. */
@Injectable()
export class AuthorizationAnswer {
  private readonly logger = new Logger('Authorization');

  constructor(
    private readonly codes: AuthorizationCodeStore,
    private readonly interactions: InteractionStore,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** The URI that brings the application its code (RFC 6749 §4.1.2, RFC 9207 §2). */
  async grant(visit: Visit): Promise<string> {
    const { authorization, interaction } = visit;
    const granted = this.describe(visit, visit.login!);
    const code = interaction
      ? await this.interactions.finish(interaction, (manager) => this.codes.issue(granted, manager))
      : await this.codes.issue(granted);
    if (!code) throw interactionGone();
    const { clientId, accountId, sessionId, scopes } = granted;
    this.logger.log({ msg: 'authorized', clientId, accountId, sessionId, scopes });
    return withParameters(authorization.redirectUri, { code, state: authorization.state, iss: this.settings.issuer });
  }

  /** Throws the refusal. */
  async refuse({ authorization, interaction }: Visit, code: OAuthErrorCode): Promise<never> {
    if (interaction) await this.interactions.finish(interaction, async () => true);
    throw new RefusedAuthorization(authorization, new OAuthError(code, DESCRIPTIONS[code] ?? 'the request cannot be met'));
  }

  private describe({ authorization }: Visit, { account, session }: Login): GrantedCode {
    const { client, resources, claims, redirectUri, nonce, codeChallenge, wantsGrantId: tellsGrantId } = authorization;
    const { accountId, sessionId, acr, amr, authTime } = session;
    const { clientId, authorizationCodeTtl } = client;
    const scopes = permittedScopes(authorization.scopes, account.roles);
    const expiresAt = plusSeconds(this.clock.now(), Math.min(authorizationCodeTtl, LONGEST_CODE_TTL));
    const login = { accountId, sessionId, acr, amr, authTime };
    return { ...login, clientId, scopes, resources: [...resources], claims, redirectUri, nonce, codeChallenge, tellsGrantId, expiresAt };
  }
}
