import { DataSource } from 'typeorm';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ALICE, OTHER, WEB } from '../../test/support/data.js';
import { openHouse } from '../../test/support/house.js';
import { FloodStore } from '../audit/flood.store.js';
import { RefreshTallyStore } from '../audit/refresh-tally.store.js';
import { LedgerPartitions } from '../audit/ledger.partitions.js';
import { LedgerStore, NO_GRANT, type Recorded, type RefreshAttempt, type Step, type StepValues } from '../audit/ledger.store.js';
import { AuthorizationCodeStore } from '../auth/authorization-code.store.js';
import { RefreshLimiter } from '../client/rate-limit/refresh.limiter.js';
import { ClientStore } from '../client/client.store.js';
import { plusSeconds } from '../protocol/clock.js';
import type { TokenRequest } from './grant-types/grant-type.js';
import { GrantFounder } from './grant.founder.js';
import { GrantStore } from './grant.store.js';
import { RefreshTokenCodec } from './refresh-token.codec.js';
import { RefreshTokenStore } from './refresh-token.store.js';
import { RefreshTokenWitness } from './refresh-token.witness.js';

const house = await openHouse();
afterAll(() => house.close());
const { app, clock } = house;
const store = app.get(RefreshTokenStore);
const grants = app.get(GrantStore);
const caller = { requestId: 'request-1', ip: '192.0.2.1', userAgent: 'spec' };

let token: string;
let grantId: string;

async function requestOf(clientId: string): Promise<TokenRequest> {
  return { client: (await app.get(ClientStore).find(clientId))!, caller, jkt: null, now: clock.now() };
}

const present = (text: string) => ({ token: text, scopes: [], resources: [] });
const ledger = () => house.sql('SELECT * FROM refresh_usage WHERE grant_id = $1 ORDER BY at, id', [grantId]);

beforeEach(async () => {
  const request = await requestOf(WEB.client_id);
  const { client, now } = request;
  const codes = app.get(AuthorizationCodeStore);
  const code = await codes.issue({
    ...{ clientId: client.clientId, accountId: ALICE.sub, sessionId: '00000000-0000-4000-8000-000000000001', redirectUri: 'https://app.example/callback' },
    ...{ scopes: ['openid', 'offline_access'], resources: [], claims: {}, nonce: null, codeChallenge: null },
    ...{ acr: '1', amr: ['pwd'], authTime: now, expiresAt: plusSeconds(now, 60) },
  });
  const { grant, refreshToken } = (await app.get(GrantFounder).found((await codes.find(code))!, request))!;
  [token, grantId] = [refreshToken!, grant.grantId];
});

describe('redeem', () => {
  it('writes one row that tells who used which token, when, from where and what came of it', async () => {
    const redemption = await store.redeem(present(token), await requestOf(WEB.client_id));
    expect(redemption.verdict).toBe('reused');
    expect(await ledger()).toEqual([
      {
        ...{ grant_id: grantId, at: clock.now(), xact: expect.any(String), id: expect.any(String), verdict: 'reused', reason: null, generation: 0 },
        ...{ client_id: WEB.client_id, account_id: ALICE.sub, session_id: '00000000-0000-4000-8000-000000000001' },
        ...{ ip: '192.0.2.1', user_agent: 'spec', request_id: 'request-1', scopes: ['openid', 'offline_access'], resources: [] },
        ...{ access_token_jti: expect.stringContaining(grantId), access_token_expires_at: plusSeconds(clock.now(), 3600), count: 1, first_at: null },
      },
    ]);
  });

  it('writes a row for a refusal too, under the family and the client that tried', async () => {
    expect(await store.redeem(present(token), await requestOf(OTHER.client_id))).toEqual({ verdict: 'client_mismatch' });
    expect(await ledger()).toMatchObject([{ verdict: 'client_mismatch', client_id: OTHER.client_id, access_token_jti: null }]);
  });

  it.each([
    ['malformed', 'no token of ours'],
    ['unknown', `evgr_${'A'.repeat(69)}A`],
  ])('keeps a %s token out of every family', async (verdict, text) => {
    expect(await store.redeem(present(text), await requestOf(WEB.client_id))).toEqual({ verdict });
    expect(await ledger()).toEqual([]);
    const [row] = await house.sql('SELECT * FROM refresh_usage WHERE grant_id = $1 ORDER BY id DESC LIMIT 1', [NO_GRANT]);
    expect(row).toMatchObject({ verdict, account_id: null, generation: null });
  });

  it('judges anew when the family is revoked between the judgement and the write', async () => {
    const racing = new RefreshTokenStore(new RevokingLedger(), app.get(RefreshTokenCodec), app.get(RefreshTokenWitness), app.get(RefreshLimiter));
    expect(await racing.redeem(present(token), await requestOf(WEB.client_id))).toEqual({ verdict: 'revoked' });
    expect(await ledger()).toMatchObject([{ verdict: 'revoked', reason: 'client_request', access_token_jti: null }]);
  });

  it('is possible 20 times at once, each with a row and an access token of its own', async () => {
    const request = await requestOf(WEB.client_id);
    const redemptions = await Promise.all(Array.from({ length: 20 }, () => store.redeem(present(token), request)));
    expect(redemptions.map(({ verdict }) => verdict)).toEqual(Array(20).fill('reused'));
    const rows = await ledger();
    expect(new Set(rows.map((row) => row.access_token_jti)).size).toBe(20);
  });
});

/** A ledger before whose writing somebody revokes the grant, once. */
class RevokingLedger extends LedgerStore {
  private hasRevoked = false;

  constructor() {
    super(app.get(DataSource), app.get(LedgerPartitions), app.get(FloodStore), app.get(RefreshTallyStore));
  }

  override async record(attempt: RefreshAttempt, step?: Step, values?: StepValues): Promise<Recorded | null> {
    if (!this.hasRevoked) await grants.revoke(attempt.grantId, 'client_request');
    this.hasRevoked = true;
    return super.record(attempt, step, values);
  }
}
