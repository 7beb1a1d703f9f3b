import { Module } from '@nestjs/common';
import { ClientAuthenticationGuard } from './client-authentication.guard.js';
import { ClientRegistrar } from './client.registrar.js';
import { ClientSecretHasher } from './client-secret.js';
import { ClientStore } from './client.store.js';
import { ResourceStore } from './resource.store.js';

/** Owns the applications: their registration and policy, how they authenticate, and the resources they ask tokens for. */
@Module({
  providers: [ClientStore, ClientSecretHasher, ClientRegistrar, ResourceStore, ClientAuthenticationGuard],
  exports: [ClientStore, ClientSecretHasher, ClientRegistrar, ResourceStore, ClientAuthenticationGuard],
})
export class ClientModule {}
