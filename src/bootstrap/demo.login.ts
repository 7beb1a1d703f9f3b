import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AuthorizationCodeStore } from '../auth/authorization-code.store.js';
import { ClientStore } from '../client/client.store.js';
import { Clock, plusSeconds } from '../protocol/clock.js';
import { GrantFounder } from '../token/grant.founder.js';

const CLIENT_ID = 'demo-app';
const ACCOUNT_ID = '5c9f75c7ccf87b05a921e9b0';

/** Logs the demo person in on the demo application, so that the first thing to try is a refresh. */
@Injectable()
export class DemoLogin {
  constructor(
    private readonly codes: AuthorizationCodeStore,
    private readonly clients: ClientStore,
    private readonly grants: GrantFounder,
    private readonly clock: Clock,
  ) {}

  /** A refresh token as that login gives it. */
  async refreshToken(): Promise<string> {
    const client = (await this.clients.find(CLIENT_ID))!;
    const now = this.clock.now();
    const caller = { requestId: 'demo', ip: null, userAgent: null };
    const code = await this.codes.issue({
      ...{ clientId: CLIENT_ID, accountId: ACCOUNT_ID, sessionId: uuidv7(), redirectUri: client.redirectUris[0]!, scopes: client.scopes },
      ...{ resources: [], claims: {}, nonce: null, codeChallenge: null, acr: '1', amr: ['pwd'], authTime: now, expiresAt: plusSeconds(now, 60) },
    });
    const { refreshToken } = (await this.grants.found((await this.codes.find(code))!, { client, caller, jkt: null, now }))!;
    return refreshToken!;
  }
}
