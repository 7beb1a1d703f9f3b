import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Delivery, Grants } from '../authorization.answer.js';
import type { Authorization } from '../authorization.js';
import { withParameters } from '../redirect.js';
import { DeviceAuthorizationStore } from './device-authorization.store.js';

/** Answers a device, which learns it when it polls next; the browser stays at the device page. */
@Injectable()
export class DeviceDelivery implements Delivery {
  constructor(private readonly devices: DeviceAuthorizationStore) {}

  async grant({ device, redirectUri }: Authorization, { accountId, sessionId, scopes, acr, amr, authTime }: Grants, manager?: EntityManager): Promise<string | null> {
    const isFirst = await this.devices.allow(device!.grantId, { accountId, sessionId, scopes, acr, amr, authTime }, manager);
    return isFirst ? withParameters(redirectUri, { done: 'allowed' }) : null;
  }

  async refuse({ device }: Authorization, manager: EntityManager): Promise<void> {
    await this.devices.deny(device!.grantId, manager);
  }
}
