import { Injectable } from '@nestjs/common';
import { Clock } from '../protocol/clock.js';
import { parseScope } from '../protocol/scope.js';
import type { ClientMetadata } from './client-metadata.js';
import { ClientSecretHasher } from './client-secret.js';
import { ClientStore } from './client.store.js';

/** Turns a client's metadata into its row: created, or updated where the id is known. */
@Injectable()
export class ClientRegistrar {
  constructor(
    private readonly clients: ClientStore,
    private readonly secrets: ClientSecretHasher,
    private readonly clock: Clock,
  ) {}

  async register(metadata: ClientMetadata): Promise<void> {
    const known = await this.clients.find(metadata.client_id);
    const now = this.clock.now();
    const policy = metadata.refresh_token_policy;
    await this.clients.save({
      clientId: metadata.client_id,
      ...this.secretOf(metadata),
      clientName: metadata.client_name ?? metadata.client_id,
      clientUri: metadata.client_uri ?? null,
      logoUri: metadata.logo_uri ?? null,
      policyUri: metadata.policy_uri ?? null,
      tosUri: metadata.tos_uri ?? null,
      contacts: metadata.contacts,
      softwareId: metadata.software_id ?? null,
      softwareVersion: metadata.software_version ?? null,
      applicationType: metadata.application_type,
      redirectUris: metadata.redirect_uris,
      postLogoutRedirectUris: metadata.post_logout_redirect_uris,
      grantTypes: metadata.grant_types,
      tokenEndpointAuthMethod: metadata.token_endpoint_auth_method,
      scopes: parseScope(metadata.scope),
      defaultMaxAge: metadata.default_max_age ?? null,
      requireAuthTime: metadata.require_auth_time,
      requireConsent: metadata.require_consent,
      idTokenSignedResponseAlg: metadata.id_token_signed_response_alg,
      accessTokenSignedResponseAlg: metadata.access_token_signed_response_alg,
      authorizationCodeTtl: metadata.authorization_code_ttl,
      accessTokenTtl: metadata.access_token_ttl,
      idTokenTtl: metadata.id_token_ttl,
      rotation: policy.rotation ?? null,
      retryWindow: policy.retry_window,
      refreshTokenTtl: policy.refresh_token_ttl,
      refreshTokenIdleTtl: policy.refresh_token_idle_ttl ?? null,
      maxLiveTokens: policy.max_live_tokens ?? null,
      withoutOfflineAccess: policy.without_offline_access,
      endsAtLogout: policy.ends_at_logout,
      theftAction: policy.theft_action,
      tellsErrorReason: metadata.tells_error_reason,
      createdAt: known?.createdAt ?? now,
      updatedAt: now,
      disabledAt: known?.disabledAt ?? null,
    });
  }

  private secretOf({ client_id: clientId, client_secret: secret }: ClientMetadata) {
    return secret ? this.secrets.hash(clientId, secret) : { clientSecretMac: null, clientSecretKeyId: null };
  }
}
