import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { permittedScopes } from '../account/roles.js';
import { OAuthError, type OAuthErrorCode } from '../protocol/oauth.error.js';
import type { GrantedCode } from './authorization-code.store.js';
import { RefusedAuthorization, type Authorization } from './authorization.js';
import { interactionGone } from './browser-interactions.js';
import { CodeDelivery } from './code.delivery.js';
import { DeviceDelivery } from './device/device.delivery.js';
import { InteractionStore } from './interaction.store.js';
import type { Login } from './session.store.js';
import type { Visit } from './visits.js';

/** What a person grants with an authorization request, whoever fetches it. */
export type Grants = Pick<GrantedCode, 'clientId' | 'accountId' | 'sessionId' | 'scopes' | 'acr' | 'amr' | 'authTime'>;

/** How an answer reaches its application: by a code in the browser, or by a device that polls. */
export interface Delivery {
  /** Where the browser goes when it is granted; null when it has been answered elsewhere. */
  grant(authorization: Authorization, grants: Grants, manager?: EntityManager): Promise<string | null>;
  /** What is to be done about a refusal, beside telling it. */
  refuse(authorization: Authorization, manager: EntityManager): Promise<void>;
}

const DESCRIPTIONS: Partial<Record<OAuthErrorCode, string>> = {
  login_required: 'nobody is logged in whom this request can be answered for',
  consent_required: 'the person has not yet allowed this',
  unmet_authentication_requirements: 'the authentication asked for cannot be given here',
  access_denied: 'the person refused',
};

/** Ends an authorization request: with what was asked for, or with a refusal. Either way its interaction is over. */
@Injectable()
export class AuthorizationAnswer {
  private readonly logger = new Logger('Authorization');

  constructor(
    private readonly interactions: InteractionStore,
    private readonly codes: CodeDelivery,
    private readonly devices: DeviceDelivery,
  ) {}

  /** Where the browser goes. */
  async grant({ authorization, interaction, login }: Visit): Promise<string> {
    const grants = grantsOf(authorization, login!);
    const give = (manager?: EntityManager) => this.deliveryOf(authorization).grant(authorization, grants, manager);
    const location = interaction ? await this.interactions.finish(interaction, give) : await give();
    if (!location) throw interactionGone();
    const { clientId, accountId, sessionId, scopes } = grants;
    this.logger.log({ msg: 'authorized', clientId, accountId, sessionId, scopes });
    return location;
  }

  /** Throws the refusal. */
  async refuse({ authorization, interaction }: Visit, code: OAuthErrorCode): Promise<never> {
    if (interaction) await this.interactions.finish(interaction, (manager) => this.deliveryOf(authorization).refuse(authorization, manager));
    throw new RefusedAuthorization(authorization, new OAuthError(code, DESCRIPTIONS[code] ?? 'the request cannot be met'));
  }

  private deliveryOf({ device }: Authorization): Delivery {
    return device ? this.devices : this.codes;
  }
}

function grantsOf({ client, scopes }: Authorization, { account, session }: Login): Grants {
  const { accountId, sessionId, acr, amr, authTime } = session;
  return { accountId, sessionId, acr, amr, authTime, clientId: client.clientId, scopes: permittedScopes(scopes, account.roles) };
}
