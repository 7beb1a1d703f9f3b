import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ClientStore } from '../client/client.store.js';
import { Settings } from '../config/settings.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { parseScope, type GRANT_MANAGEMENT_SCOPES } from '../protocol/scope.js';
import { BearerReader } from './bearer.reader.js';

/** The application whose grants may be managed; of one person alone, where it acts for that person. */
export interface GrantOwner {
  clientId: string;
  /** Null for an application that acts for itself. */
  accountId: string | null;
}

/** Tells whose grants a request may manage: of a confidential client with an access token for it (Grant Management for OAuth 2.0 §5.1 and §6.1). */
@Injectable()
export class GrantOwners {
  constructor(
    private readonly bearers: BearerReader,
    private readonly clients: ClientStore,
    private readonly settings: Settings,
  ) {}

  /** @throws OAuthError */
  async read(request: FastifyRequest, reply: FastifyReply, scope: (typeof GRANT_MANAGEMENT_SCOPES)[number]): Promise<GrantOwner> {
    const { claims, person } = await this.bearers.read(request, reply);
    const { client_id: clientId } = claims;
    // RFC 9068 §4: what was issued for a resource is not brought here, where that resource would speak for the client.
    if (![claims.aud].flat().some((audience) => audience === clientId || audience === `${this.settings.issuer}/grants`)) {
      throw new OAuthError('invalid_token', 'the access token is for another resource', 'audience_mismatch');
    }
    if (!parseScope(claims.scope).includes(scope)) throw new OAuthError('insufficient_scope', `the scope ${scope} is required`);
    const client = await this.clients.find(clientId);
    if (!client || client.isPublic) throw new OAuthError('access_denied', 'a public client cannot manage grants');
    return { clientId, accountId: person?.account.accountId ?? null };
  }
}
