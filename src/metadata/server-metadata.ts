import { CLAIM_NAMES } from '../account/claims.js';
import { LANGUAGES } from '../auth/pages/language.js';
import { AUTH_METHODS, GRANT_TYPES } from '../client/client.entity.js';
import type { Settings } from '../config/settings.js';
import { DPOP_ALGS } from '../client/dpop/dpop-proof.js';
import { SIGNING_ALGS } from '../keys/signing-key.policy.js';
import { GRANT_MANAGEMENT_SCOPES, STANDARD_SCOPES } from '../protocol/scope.js';

/** What this service offers, as OpenID Connect Discovery §3 and RFC 8414 §2 put it. */
export function serverMetadata({ issuer, publicUrl }: Settings, resourceScopes: readonly string[]): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    device_authorization_endpoint: `${issuer}/device_authorization`,
    introspection_endpoint: `${issuer}/token/introspection`,
    revocation_endpoint: `${issuer}/token/revocation`,
    userinfo_endpoint: `${issuer}/me`,
    end_session_endpoint: `${issuer}/session/end`,
    grant_management_endpoint: `${issuer}/grants`,
    grant_management_actions_supported: ['create', 'query', 'revoke'],
    global_token_revocation_endpoint: `${publicUrl}/admin/v1/global-token-revocation`,
    global_token_revocation_endpoint_auth_methods_supported: ['Bearer', 'DPoP'],
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    scopes_supported: [...new Set([...STANDARD_SCOPES, ...GRANT_MANAGEMENT_SCOPES, ...resourceScopes])],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: GRANT_TYPES,
    subject_types_supported: ['public'],
    acr_values_supported: ['1'],
    id_token_signing_alg_values_supported: SIGNING_ALGS,
    token_endpoint_auth_methods_supported: AUTH_METHODS,
    introspection_endpoint_auth_methods_supported: AUTH_METHODS,
    revocation_endpoint_auth_methods_supported: AUTH_METHODS,
    claim_types_supported: ['normal'],
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 'sid', 'at_hash', ...CLAIM_NAMES],
    ui_locales_supported: LANGUAGES,
    claims_parameter_supported: true,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    dpop_signing_alg_values_supported: DPOP_ALGS,
    refresh_token_expiration_types_supported: ['authorization', 'token_timeout'],
  };
}
