import { Module } from '@nestjs/common';
import { ClientAuthenticationGuard } from './client-authentication.guard.js';
import { ClientListStore } from './client-list.store.js';
import { ClientRegistrar } from './client.registrar.js';
import { ClientSecretHasher } from './client-secret.js';
import { ClientStore } from './client.store.js';
import { DpopNonce } from './dpop/dpop-nonce.js';
import { DpopProofStore } from './dpop/dpop-proof.store.js';
import { DpopVerifier } from './dpop/dpop.verifier.js';
import { RefreshLimiter } from './rate-limit/refresh.limiter.js';
import { SecretLimiter } from './rate-limit/secret.limiter.js';
import { ResourceStore } from './resource.store.js';

/** Owns the applications: their registration and policy, how they authenticate and how often, and the resources they ask tokens for. */
@Module({
  providers: [
    ...[ClientStore, ClientListStore, ClientSecretHasher, ClientRegistrar, ResourceStore, RefreshLimiter, SecretLimiter, ClientAuthenticationGuard],
    ...[DpopNonce, DpopProofStore, DpopVerifier],
  ],
  exports: [ClientStore, ClientListStore, ClientSecretHasher, ClientRegistrar, ResourceStore, RefreshLimiter, SecretLimiter, ClientAuthenticationGuard, DpopProofStore, DpopVerifier],
})
export class ClientModule {}
