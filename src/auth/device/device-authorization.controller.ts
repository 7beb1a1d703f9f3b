import { Controller, Header, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { callerOf } from '../../audit/caller.js';
import { ClientAuthenticationGuard, requireEnabled, type AuthenticatedRequest } from '../../client/client-authentication.guard.js';
import { Settings } from '../../config/settings.js';
import { readParameters } from '../../protocol/parameters.js';
import { withParameters } from '../redirect.js';
import { DeviceAuthorizationStore, DEVICE_CODE_TTL, POLL_INTERVAL } from './device-authorization.store.js';
import { DeviceReader } from './device.reader.js';
import { DeviceRequest } from './device-request.js';
import { formatUserCode } from './user-code.js';

/** RFC 8628 §3.2. */
export interface DeviceAuthorizationResponse {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
  /** Seconds. */
  expires_in: number;
  /** Seconds. */
  interval: number;
}

/** The device authorization endpoint (RFC 8628 §3.1): a device without a browser asks for access. */
@Controller('oidc/device_authorization')
@UseGuards(ClientAuthenticationGuard)
export class DeviceAuthorizationController {
  constructor(
    private readonly reader: DeviceReader,
    private readonly devices: DeviceAuthorizationStore,
    private readonly settings: Settings,
  ) {}

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Header('pragma', 'no-cache')
  async begin(@Req() request: AuthenticatedRequest): Promise<DeviceAuthorizationResponse> {
    const { client, parameters } = request;
    requireEnabled(client);
    const { ip, userAgent } = callerOf(request);
    const asked = await this.reader.readRequest(client, readParameters(DeviceRequest, parameters));
    const { deviceCode, userCode } = await this.devices.issue({ ...asked, clientId: client.clientId, ip, userAgent });
    const [page, shown] = [`${this.settings.publicUrl}/device`, formatUserCode(userCode)];
    return {
      device_code: deviceCode,
      user_code: shown,
      verification_uri: page,
      verification_uri_complete: withParameters(page, { user_code: shown }),
      expires_in: DEVICE_CODE_TTL,
      interval: POLL_INTERVAL,
    };
  }
}
