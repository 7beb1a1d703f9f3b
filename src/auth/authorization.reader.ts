import { Injectable } from '@nestjs/common';
import type { Client } from '../client/client.entity.js';
import { ClientStore } from '../client/client.store.js';
import { ResourceStore } from '../client/resource.store.js';
import { parseClaimsRequest } from '../protocol/claims-request.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { readParameters, type Parameters } from '../protocol/parameters.js';
import { matchesRedirectUri } from '../protocol/redirect-uri.js';
import { parseScope } from '../protocol/scope.js';
import { demandedSubjects } from './authentication-context.js';
import { AuthorizationRequest, parsePrompt } from './authorization-request.js';
import { RefusedAuthorization, type Authorization, type Target } from './authorization.js';
import { DeviceReader } from './device/device.reader.js';
import { IdTokenHints } from './id-token-hints.js';
import type { Interaction } from './interaction.entity.js';
import { requestedResources } from './requested-resources.js';
import { permittedClaims, requestedScopes } from './requested-scopes.js';

/** Turns the parameters of an authorization request into a valid Authorization. */
@Injectable()
export class AuthorizationReader {
  constructor(
    private readonly clients: ClientStore,
    private readonly resources: ResourceStore,
    private readonly hints: IdTokenHints,
    private readonly devices: DeviceReader,
  ) {}

  /** The request that an interaction is about: its client may have changed since. */
  readAgain({ parameters, deviceGrantId }: Interaction, now: Date): Promise<Authorization> {
    return deviceGrantId === null ? this.read(parameters) : this.devices.readAgain(deviceGrantId, now);
  }

  /** Throws an OAuthError while it is not known where an answer may go, a RefusedAuthorization from then on. */
  async read(parameters: Parameters): Promise<Authorization> {
    const target = await this.findTarget(parameters);
    try {
      return await this.readFor(target, parameters);
    } catch (error) {
      throw error instanceof OAuthError ? new RefusedAuthorization(target, error) : error;
    }
  }

  /** RFC 6749 §4.1.2.1: never redirect to a URI that is not known to be the client's. */
  private async findTarget({ client_id: clientId, redirect_uri: redirectUri, state }: Parameters): Promise<Target> {
    if (!clientId) throw new OAuthError('invalid_request', 'client_id is missing', 'client_missing');
    const client = await this.clients.find(clientId);
    if (!client || client.disabledAt) throw new OAuthError('invalid_client', 'the application is not known here, or has been disabled', 'client_unknown');
    if (!redirectUri) throw new OAuthError('invalid_request', 'redirect_uri is missing', 'redirect_uri_missing');
    if (!matchesRedirectUri(redirectUri, client.redirectUris, client.applicationType)) {
      throw new OAuthError('invalid_request', 'redirect_uri is not one that the application has registered', 'redirect_uri_unregistered');
    }
    return { client, redirectUri, state };
  }

  private async readFor(target: Target, parameters: Parameters): Promise<Authorization> {
    const { client } = target;
    const request = readParameters(AuthorizationRequest, parameters);
    requireCodeFlow(client);
    requirePkce(client, request);
    requireConfidential(client, request);
    const prompts = parsePrompt(request.prompt);
    const resources = await this.resources.findAll();
    const scopes = requestedScopes(parseScope(request.scope), client, resources, prompts);
    const claims = request.claims ? parseClaimsRequest(request.claims)! : {};
    const hint = request.id_token_hint ? await this.hints.readFor(client.clientId, request.id_token_hint) : null;
    return {
      ...target,
      parameters,
      scopes,
      prompts,
      resources: requestedResources(request.resource, resources),
      maxAge: request.max_age === undefined ? client.defaultMaxAge : Number(request.max_age),
      claims: permittedClaims(claims, client),
      subjects: demandedSubjects(hint?.subject ?? null, claims),
      nonce: request.nonce ?? null,
      codeChallenge: request.code_challenge ?? null,
      wantsGrantId: request.grant_management_action !== undefined,
      loginHint: request.login_hint ?? null,
    };
  }
}

function requireCodeFlow({ grantTypes }: Client): void {
  if (grantTypes.includes('authorization_code')) return;
  throw new OAuthError('unauthorized_client', 'the application is not registered for authorization codes', 'grant_type_not_registered');
}

/** RFC 9700 §2.1.1: public clients MUST use PKCE; S256 alone. */
function requirePkce({ isPublic }: Client, { code_challenge: challenge, code_challenge_method: method }: AuthorizationRequest): void {
  if (!challenge && isPublic) throw new OAuthError('invalid_request', 'code_challenge is missing', 'pkce_missing');
  if (!challenge && method) throw new OAuthError('invalid_request', 'code_challenge_method came without code_challenge', 'pkce_missing');
  if (challenge && !method) throw new OAuthError('invalid_request', 'code_challenge_method must be S256', 'pkce_plain');
}

/** Grant Management for OAuth 2.0 §5.1. */
function requireConfidential({ isPublic }: Client, { grant_management_action: action }: AuthorizationRequest): void {
  if (isPublic && action) throw new OAuthError('unauthorized_client', 'a public client cannot manage grants', 'client_public');
}
