import { Injectable } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import { ConsentStore } from '../../auth/consent.store.js';
import type { DeviceAuthorization } from '../../auth/device/device-authorization.entity.js';
import { DeviceAuthorizationStore } from '../../auth/device/device-authorization.store.js';
import type { Granted } from '../../auth/granted.js';
import { requireEnabled } from '../../client/client-authentication.guard.js';
import { DEVICE_CODE } from '../../client/client.entity.js';
import { OAuthError } from '../../protocol/oauth.error.js';
import { CodeExchange } from './code.exchange.js';
import type { GrantType, Issuance, TokenRequest } from './grant-type.js';

/** RFC 8628 §3.4, RFC 8707 §2.2. */
export class DeviceCodeParams {
  @IsString({ message: 'device_code is required' })
  device_code!: string;

  @IsOptional()
  @IsString()
  resource?: string;
}

/** The device polls for a person's answer, and fetches the tokens once. */
@Injectable()
export class DeviceCodeGrantType implements GrantType<DeviceCodeParams> {
  readonly grantType = DEVICE_CODE;
  readonly params = DeviceCodeParams;

  constructor(
    private readonly devices: DeviceAuthorizationStore,
    private readonly consents: ConsentStore,
    private readonly exchange: CodeExchange,
  ) {}

  async redeem({ device_code: deviceCode, resource }: DeviceCodeParams, request: TokenRequest): Promise<Issuance> {
    const { client, now } = request;
    requireEnabled(client);
    const device = await this.devices.find(deviceCode);
    if (!device || device.clientId !== client.clientId) throw refused(device ? 'client_mismatch' : 'unknown');
    if (device.spentAt) throw await this.exchange.replayed(device, refused);
    if (now >= device.expiresAt) throw new OAuthError('expired_token', 'the device code has expired: ask for a new one', 'expired');
    if (device.deniedAt) throw denied('denied');
    if (!device.allowedAt) throw await this.pending(device, now);
    const granted = grantedBy(device);
    // Whoever took the permission back before the tokens were fetched has refused.
    const consent = await this.consents.find(granted.accountId, client.clientId);
    if (consent?.withdrawnAt && consent.withdrawnAt >= device.allowedAt) throw denied('consent_withdrawn');
    return this.exchange.redeem(granted, resource, request, refused, 'device_authorization');
  }

  /** RFC 8628 §3.5. Where the answer has come this very moment, the next poll will tell it. */
  private async pending(device: DeviceAuthorization, now: Date): Promise<OAuthError> {
    const isInTime = await this.devices.poll(device, now);
    if (isInTime === false) return new OAuthError('slow_down', 'the device asks too often: wait 5 seconds longer each time', 'polled_early');
    return new OAuthError('authorization_pending', 'the person has not answered yet', 'pending');
  }
}

/** A device that has been allowed knows by whom. */
function grantedBy({ grantId, clientId, scopes, resources, accountId, sessionId, acr, amr, authTime }: DeviceAuthorization): Granted {
  return { grantId, clientId, scopes, resources, claims: {}, accountId: accountId!, sessionId: sessionId!, acr: acr!, amr: amr!, authTime: authTime! };
}

/** RFC 6749 §5.2: 400 at this endpoint. */
function denied(reason: string): OAuthError {
  return new OAuthError('access_denied', 'the person did not allow it', reason).at(400);
}

function refused(reason: string): OAuthError {
  return new OAuthError('invalid_grant', 'the device code is not valid: ask for a new one', reason);
}
