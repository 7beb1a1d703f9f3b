import { Injectable } from '@nestjs/common';
import { AccountStore } from '../account/account.store.js';
import { ClientRegistrar } from '../client/client.registrar.js';
import { ResourceStore } from '../client/resource.store.js';

/** All that an operator can describe. */
@Injectable()
export class Registry {
  constructor(
    readonly clients: ClientRegistrar,
    readonly accounts: AccountStore,
    readonly resources: ResourceStore,
  ) {}
}
