import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuthorizationCodeStore } from './authorization-code.store.js';
import { DeviceAuthorizationStore } from './device/device-authorization.store.js';

/** What people have allowed and no application has fetched yet, with a code or from a device. */
@Injectable()
export class UnfetchedGrants {
  constructor(
    private readonly codes: AuthorizationCodeStore,
    private readonly devices: DeviceAuthorizationStore,
  ) {}

  /** Ends all of the account's, in the caller's transaction; one that is just being fetched is waited for. */
  async spendAllOf(manager: EntityManager, accountId: string): Promise<void> {
    await this.codes.spendAllOf(manager, accountId);
    await this.devices.spendAllOf(manager, accountId);
  }
}
