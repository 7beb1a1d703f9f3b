import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ConsentStore } from './consent.store.js';
import { DeviceAuthorizationStore } from './device/device-authorization.store.js';
import { PasskeyStore } from './passkeys/passkey.store.js';
import { SessionStore } from './session.store.js';

/** What the front channel keeps of a person beside the account. */
@Injectable()
export class Traces {
  constructor(
    private readonly sessions: SessionStore,
    private readonly consents: ConsentStore,
    private readonly passkeys: PasskeyStore,
    private readonly devices: DeviceAuthorizationStore,
  ) {}

  /** In the transaction of whoever has locked the account; may be done again. */
  async forgetAllOf(manager: EntityManager, accountId: string): Promise<void> {
    await this.sessions.forgetPlacesOf(manager, accountId);
    await this.consents.forgetAllOf(manager, accountId);
    await this.passkeys.removeAllOf(manager, accountId);
    await this.devices.forgetPlacesOf(manager, accountId);
  }
}
