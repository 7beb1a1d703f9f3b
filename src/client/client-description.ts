import { formatScope, parseScope } from '../protocol/scope.js';
import type { ClientMetadata } from './client-metadata.js';
import type { AuthMethod, Client, GrantTypeName } from './client.entity.js';
import type { RefreshTokenPolicy } from './refresh-token-policy.js';

/** The columns of a client's row that its metadata says. */
export function columnsOf(clientId: string, metadata: ClientMetadata) {
  return {
    clientName: metadata.client_name ?? clientId,
    clientUri: metadata.client_uri ?? null,
    logoUri: metadata.logo_uri ?? null,
    accentColor: metadata.accent_color ?? null,
    policyUri: metadata.policy_uri ?? null,
    tosUri: metadata.tos_uri ?? null,
    contacts: metadata.contacts,
    softwareId: metadata.software_id ?? null,
    softwareVersion: metadata.software_version ?? null,
    applicationType: metadata.application_type,
    redirectUris: metadata.redirect_uris,
    postLogoutRedirectUris: metadata.post_logout_redirect_uris,
    grantTypes: metadata.grant_types as string[],
    tokenEndpointAuthMethod: metadata.token_endpoint_auth_method as string,
    scopes: parseScope(metadata.scope),
    defaultMaxAge: metadata.default_max_age ?? null,
    requireAuthTime: metadata.require_auth_time,
    requireConsent: metadata.require_consent,
    idTokenSignedResponseAlg: metadata.id_token_signed_response_alg,
    accessTokenSignedResponseAlg: metadata.access_token_signed_response_alg,
    authorizationCodeTtl: metadata.authorization_code_ttl,
    accessTokenTtl: metadata.access_token_ttl,
    idTokenTtl: metadata.id_token_ttl,
    tellsErrorReason: metadata.tells_error_reason,
    ...policyColumnsOf(metadata.refresh_token_policy),
  } satisfies Partial<Client>;
}

/** Likewise of its refresh token policy alone. */
export function policyColumnsOf(policy: RefreshTokenPolicy) {
  return {
    rotation: policy.rotation ?? null,
    retryWindow: policy.retry_window,
    refreshTokenTtl: policy.refresh_token_ttl,
    refreshTokenIdleTtl: policy.refresh_token_idle_ttl ?? null,
    maxLiveTokens: policy.max_live_tokens ?? null,
    withoutOfflineAccess: policy.without_offline_access,
    endsAtLogout: policy.ends_at_logout,
    theftAction: policy.theft_action,
  } satisfies Partial<Client>;
}

/** The metadata that makes such a row: what `columnsOf` reads, without what is not set. */
export function metadataOf(client: Client): ClientMetadata {
  return withoutNulls({
    client_name: client.clientName,
    client_uri: client.clientUri,
    logo_uri: client.logoUri,
    accent_color: client.accentColor,
    policy_uri: client.policyUri,
    tos_uri: client.tosUri,
    contacts: client.contacts,
    software_id: client.softwareId,
    software_version: client.softwareVersion,
    application_type: client.applicationType,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    grant_types: client.grantTypes as GrantTypeName[],
    response_types: ['code'],
    token_endpoint_auth_method: client.tokenEndpointAuthMethod as AuthMethod,
    scope: formatScope(client.scopes),
    default_max_age: client.defaultMaxAge,
    require_auth_time: client.requireAuthTime,
    require_consent: client.requireConsent,
    tells_error_reason: client.tellsErrorReason,
    id_token_signed_response_alg: client.idTokenSignedResponseAlg,
    access_token_signed_response_alg: client.accessTokenSignedResponseAlg,
    authorization_code_ttl: client.authorizationCodeTtl,
    access_token_ttl: client.accessTokenTtl,
    id_token_ttl: client.idTokenTtl,
    refresh_token_policy: policyOf(client),
  });
}

export function policyOf(client: Client): RefreshTokenPolicy {
  return withoutNulls({
    rotation: client.rotation,
    retry_window: client.retryWindow,
    refresh_token_ttl: client.refreshTokenTtl,
    refresh_token_idle_ttl: client.refreshTokenIdleTtl,
    max_live_tokens: client.maxLiveTokens,
    without_offline_access: client.withoutOfflineAccess,
    ends_at_logout: client.endsAtLogout,
    theft_action: client.theftAction,
  });
}

type WithoutNulls<T> = { [Name in keyof T as null extends T[Name] ? never : Name]: T[Name] } & { [Name in keyof T as null extends T[Name] ? Name : never]?: NonNullable<T[Name]> };

function withoutNulls<T extends object>(members: T): WithoutNulls<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as WithoutNulls<T>;
}
