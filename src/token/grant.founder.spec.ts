import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ALICE, BOOTSTRAP, WEB } from '../../test/support/data.js';
import { openHouse } from '../../test/support/house.js';
import { AuthorizationCodeStore } from '../auth/authorization-code.store.js';
import { ClientStore } from '../client/client.store.js';
import { plusSeconds } from '../protocol/clock.js';
import { GrantFounder } from './grant.founder.js';
import type { TokenRequest } from './grant-types/grant-type.js';
import { RefreshTokenFounder } from './refresh-token.founder.js';

const CAPPED = { ...WEB, client_id: 'capped', refresh_token_policy: { max_live_tokens: 3 } };
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [WEB, CAPPED] } });
afterAll(() => house.close());
const { app, clock } = house;
const codes = app.get(AuthorizationCodeStore);
const founder = app.get(GrantFounder);
const requests = new Map<object, TokenRequest>();

beforeAll(async () => {
  const caller = { requestId: 'request-1', ip: '192.0.2.1', userAgent: 'spec' };
  for (const client of [WEB, CAPPED]) requests.set(client, { client: (await app.get(ClientStore).find(client.client_id))!, caller, jkt: null, now: clock.now() });
});

async function issue(client: typeof WEB): Promise<string> {
  const who = { clientId: client.client_id, accountId: ALICE.sub, sessionId: randomUUID(), redirectUri: client.redirect_uris![0]! };
  const what = { scopes: ['openid', 'offline_access'], resources: [], claims: {}, nonce: null, codeChallenge: null, acr: '1', amr: ['pwd'] };
  return codes.issue({ ...who, ...what, authTime: clock.now(), expiresAt: plusSeconds(clock.now(), 60) });
}

it.each([['in one statement', WEB], ['with a cap', CAPPED]])('a code has one winner of twenty at once (%s)', async (_how, client) => {
  const code = await issue(client);
  const granted = (await codes.find(code))!;
  const founded = await Promise.all(Array.from({ length: 20 }, () => founder.found(granted, requests.get(client)!)));
  expect(founded.filter(Boolean)).toHaveLength(1);
  expect((await codes.find(code))!.spentAt).toEqual(clock.now());
});

it('a code is not spent when the oldest family could not be ended', async () => {
  const code = await issue(CAPPED);
  const granted = (await codes.find(code))!;
  const broken = vi.spyOn(app.get(RefreshTokenFounder), 'endOldest').mockRejectedValueOnce(new Error('no disk'));
  await expect(founder.found(granted, requests.get(CAPPED)!)).rejects.toThrow('no disk');
  broken.mockRestore();
  expect((await codes.find(code))!.spentAt).toBeNull();
  expect(await founder.found(granted, requests.get(CAPPED)!)).not.toBeNull();
});
