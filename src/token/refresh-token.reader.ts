import { Injectable } from '@nestjs/common';
import { AccountStore } from '../account/account.store.js';
import type { Client } from '../client/client.entity.js';
import { Settings } from '../config/settings.js';
import { Clock, toSeconds } from '../protocol/clock.js';
import { formatScope } from '../protocol/scope.js';
import { judge } from './refresh-token.policy.js';
import { RefreshTokenStore } from './refresh-token.store.js';

/** Reads a refresh token without using it: neither the ledger nor the family notices. */
@Injectable()
export class RefreshTokenReader {
  constructor(
    private readonly refreshTokens: RefreshTokenStore,
    private readonly accounts: AccountStore,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** What the token stands for, as introspection members (RFC 7662 §2.2), if this client could refresh with it now; else null. */
  async findLive(token: string, client: Client): Promise<Record<string, unknown> | null> {
    const found = await this.refreshTokens.find(token);
    if (!found) return null;
    const { grant, family } = found;
    const account = await this.accounts.find(grant.accountId);
    const verdict = judge({ ...found, client, account, scopes: [], resources: [] }, this.clock.now());
    if (verdict !== 'reused') return null;
    return {
      sub: grant.accountId,
      client_id: grant.clientId,
      exp: toSeconds(family.expiresAt),
      iat: toSeconds(family.issuedAt),
      iss: this.settings.issuer,
      jti: grant.grantId,
      scope: formatScope(grant.scopes),
      token_type: 'Bearer',
    };
  }
}
