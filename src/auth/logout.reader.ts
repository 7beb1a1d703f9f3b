import { Injectable } from '@nestjs/common';
import type { Client } from '../client/client.entity.js';
import { ClientStore } from '../client/client.store.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { readParameters, type Parameters } from '../protocol/parameters.js';
import { IdTokenHints } from './id-token-hints.js';
import { LogoutRequest } from './logout-request.js';

/** A logout request, read and found valid. */
export interface Logout {
  parameters: LogoutRequest;
  /** The application that asks, where it says so. */
  client: Client | null;
  /** Where the person goes when logged out; null for a page of ours. */
  location: LogoutLocation | null;
}

/** A registered `post_logout_redirect_uri` and what it gets back. */
export interface LogoutLocation {
  uri: string;
  state: string | undefined;
}

/** Turns the parameters of a logout request into a valid Logout (RP-Initiated Logout 1.0 §2 and §3). */
@Injectable()
export class LogoutReader {
  constructor(
    private readonly clients: ClientStore,
    private readonly hints: IdTokenHints,
  ) {}

  /** Throws an OAuthError, for a page: there is nowhere to redirect to before all is checked (§4). */
  async read(raw: Parameters): Promise<Logout> {
    const parameters = readParameters(LogoutRequest, raw);
    const client = await this.findClient(parameters);
    const { post_logout_redirect_uri: uri, state } = parameters;
    if (uri !== undefined && !client?.postLogoutRedirectUris.includes(uri)) {
      throw new OAuthError('invalid_request', 'post_logout_redirect_uri is not one that the application has registered', 'redirect_uri_unregistered');
    }
    return { parameters, client, location: uri === undefined ? null : { uri, state } };
  }

  /** §2: `client_id`, if there, must be one that the hint was made for. */
  private async findClient({ id_token_hint: token, client_id: named }: LogoutRequest): Promise<Client | null> {
    const hint = token === undefined ? null : named === undefined ? await this.hints.read(token) : await this.hints.readFor(named, token);
    const clientId = named ?? hint?.audience[0];
    const client = clientId === undefined ? null : await this.clients.find(clientId);
    if (clientId !== undefined && !client) throw new OAuthError('invalid_client', 'the application is not known here', 'client_unknown');
    return client;
  }
}
