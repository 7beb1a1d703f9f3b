import { Injectable } from '@nestjs/common';
import { DEVICE_CODE, type Client } from '../../client/client.entity.js';
import { ClientStore } from '../../client/client.store.js';
import { ResourceStore } from '../../client/resource.store.js';
import { Settings } from '../../config/settings.js';
import { OAuthError } from '../../protocol/oauth.error.js';
import { parseScope } from '../../protocol/scope.js';
import { RefusedAuthorization, type Authorization } from '../authorization.js';
import { requestedResources } from '../requested-resources.js';
import { requestedScopes } from '../requested-scopes.js';
import type { DeviceAuthorization } from './device-authorization.entity.js';
import { DeviceAuthorizationStore } from './device-authorization.store.js';
import type { DeviceRequest } from './device-request.js';

/** A device is never answered unseen (RFC 8628 §5.4), which is also what `offline_access` wants (OpenID Connect Core §11). */
const PROMPTS = ['consent'] as const;

type Parties = Pick<Authorization, 'scopes' | 'resources'> & { client: Client };

/** Reads what a device asks for, at first and again when a person comes to answer it. */
@Injectable()
export class DeviceReader {
  constructor(
    private readonly clients: ClientStore,
    private readonly resources: ResourceStore,
    private readonly devices: DeviceAuthorizationStore,
    private readonly settings: Settings,
  ) {}

  /** @throws OAuthError */
  async readRequest(client: Client, { scope, resource }: DeviceRequest): Promise<{ scopes: string[]; resources: string[] }> {
    if (!client.grantTypes.includes(DEVICE_CODE)) {
      throw new OAuthError('unauthorized_client', 'the client is not registered for device codes', 'grant_type_not_registered');
    }
    const known = await this.resources.findAll();
    return { scopes: requestedScopes(parseScope(scope), client, known, PROMPTS), resources: requestedResources(resource, known) };
  }

  /** The request of a device that a person has been asked about before. */
  async readAgain(grantId: string, now: Date): Promise<Authorization> {
    const device = await this.devices.findById(grantId);
    if (!device) throw new OAuthError('expired_token', 'the code is expired', 'user_code_expired');
    return this.read(device, now);
  }

  /** The device's request as an authorization, which leads back to the device page. The client may have changed since. */
  async read(device: DeviceAuthorization, now: Date): Promise<Authorization> {
    const client = await this.clients.find(device.clientId);
    if (!client || client.disabledAt) throw new OAuthError('invalid_client', 'the application is not known here, or has been disabled', 'client_unknown');
    const parties = await this.readRequest(client, { scope: device.scopes.join(' ') || undefined, resource: device.resources.join(' ') || undefined });
    const authorization = this.describe(device, { ...parties, client }, now);
    const fault = faultOf(device, now);
    if (!fault) return authorization;
    throw new RefusedAuthorization(authorization, new OAuthError(fault === 'expired' ? 'expired_token' : 'invalid_request', `the code is ${fault}`, `user_code_${fault}`));
  }

  private describe(device: DeviceAuthorization, { client, scopes, resources }: Parties, seenAt: Date): Authorization {
    const { grantId, ip, userAgent, issuedAt } = device;
    const code = this.devices.userCodeOf(device);
    return {
      ...{ client, redirectUri: `${this.settings.publicUrl}/device`, state: undefined, parameters: {} },
      ...{ scopes, resources, prompts: PROMPTS, maxAge: client.defaultMaxAge, claims: {}, subjects: null },
      ...{ nonce: null, codeChallenge: null, wantsGrantId: false, loginHint: null },
      device: { grantId, code, ip, userAgent, issuedAt, seenAt },
    };
  }
}

/** Why a user code that we made is worth nothing any more; null for one that waits. */
export function faultOf({ allowedAt, deniedAt, expiresAt }: DeviceAuthorization, now: Date): 'used' | 'expired' | null {
  if (allowedAt ?? deniedAt) return 'used';
  return now >= expiresAt ? 'expired' : null;
}
