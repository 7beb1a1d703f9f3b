import { Controller, Delete, Get, Header, HttpCode, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { claimsOfScopes } from '../account/claims.js';
import { Clock, toSeconds } from '../protocol/clock.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { formatScope } from '../protocol/scope.js';
import { isUuid } from '../protocol/uuid.js';
import { GrantOwners, type GrantOwner } from './grant-owners.js';
import { GrantStore } from './grant.store.js';
import { GrantListStore, type GrantRow } from './listing/grant-list.store.js';

/** Grant Management for OAuth 2.0 §6.4; times in seconds since 1970. */
export interface GrantStatus {
  scopes: { scope: string; resource?: string[] }[];
  claims: string[];
  created_at: number;
  expires_at?: number;
}

@Controller('oidc/grants')
export class GrantManagementController {
  constructor(
    private readonly owners: GrantOwners,
    private readonly list: GrantListStore,
    private readonly grants: GrantStore,
    private readonly clock: Clock,
  ) {}

  /** What the person has granted, as it stands. */
  @Get(':id')
  @Header('cache-control', 'no-store')
  async query(@Param('id') id: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<GrantStatus> {
    return describe(await this.get(id, await this.owners.read(request, reply, 'grant_management_query')));
  }

  /** §6.5: the grant ends with its refresh token and its access tokens. */
  @Delete(':id')
  @HttpCode(204)
  @Header('cache-control', 'no-store')
  async revoke(@Param('id') id: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const grant = await this.get(id, await this.owners.read(request, reply, 'grant_management_revoke'));
    await this.grants.revoke(grant.grantId, 'client_request');
  }

  /** §6.6: what has ended, or is another's, is not there. */
  private async get(id: string, { clientId, accountId }: GrantOwner): Promise<GrantRow> {
    const row = isUuid(id) ? await this.list.find(id) : null;
    const isThere = row?.isLive && (row.expiresAt === null || row.expiresAt > this.clock.now());
    if (isThere && row.clientId === clientId && (accountId === null || row.accountId === accountId)) return row;
    throw new OAuthError('invalid_request', 'there is no such grant').at(404);
  }
}

function describe({ scopes, resources, claims, createdAt, expiresAt }: GrantRow): GrantStatus {
  return {
    scopes: [{ scope: formatScope(scopes), ...(resources.length > 0 && { resource: resources }) }],
    claims: [...new Set([...claimsOfScopes(scopes), ...Object.keys({ ...claims.id_token, ...claims.userinfo })])],
    created_at: toSeconds(createdAt),
    ...(expiresAt && { expires_at: toSeconds(expiresAt) }),
  };
}
