import { Injectable } from '@nestjs/common';
import { isSuccess } from '../audit/verdict.js';
import type { Client } from '../client/client.entity.js';
import { Settings } from '../config/settings.js';
import { Clock, toSeconds } from '../protocol/clock.js';
import { formatScope } from '../protocol/scope.js';
import { expiryOf } from './refresh-token.expiry.js';
import { judge } from './refresh-token.policy.js';
import { RefreshTokenWitness } from './refresh-token.witness.js';

/** Reads a refresh token without using it: neither the ledger nor the family notices. */
@Injectable()
export class RefreshTokenReader {
  constructor(
    private readonly witness: RefreshTokenWitness,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** What the token stands for, as introspection members (RFC 7662 §2.2), if this client could refresh with it now; else null. */
  async findLive(token: string, client: Client): Promise<Record<string, unknown> | null> {
    const now = this.clock.now();
    const facts = await this.witness.gather({ token, scopes: [], resources: [] }, { client, jkt: null, caller: null, now });
    const { grant, family, lastUsedAt } = facts;
    // Looking needs no proof of the key.
    if (!grant || !family || !isSuccess(judge({ ...facts, jkt: family.dpopJkt }, now))) return null;
    return {
      sub: grant.accountId,
      client_id: grant.clientId,
      exp: toSeconds(family.expiresAt),
      iat: toSeconds(family.issuedAt),
      iss: this.settings.issuer,
      jti: grant.grantId,
      scope: formatScope(grant.scopes),
      token_type: family.dpopJkt ? 'DPoP' : 'Bearer',
      ...(family.dpopJkt && { cnf: { jkt: family.dpopJkt } }),
      ...expiryOf(family, client, lastUsedAt!, now),
    };
  }
}
