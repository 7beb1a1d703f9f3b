import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SuspicionListStore } from '../../src/token/listing/suspicion-list.store.js';
import { TheftWatch } from '../../src/token/theft.watch.js';
import { Administrator, ADMIN, ADMINISTERED, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openAdministeredHouse({ bootstrap: ADMINISTERED, settings: { TRUST_PROXY: '127.0.0.1' } });
const replica = await openHouse({ replicaOf: house, settings: { TRUST_PROXY: '127.0.0.1' } });
afterAll(async () => {
  await replica.close();
  await house.close();
});

const OWNER = { 'x-forwarded-for': '192.0.2.10', 'user-agent': 'ExampleApp/3.1 (iPhone; iOS 26.1)' };
const THIEF = { 'x-forwarded-for': '203.0.113.66', 'user-agent': 'python-requests/2.32' };

let admin: Administrator;
let token: string;
let id: string;
let request: string;

async function refresh(headers: Record<string, string>, where = house): Promise<string> {
  const answer = await new RelyingParty(where, WEB).post('/oidc/token', { grant_type: 'refresh_token', refresh_token: token }, { basic: WEB, headers });
  expect(answer.status).toBe(200);
  await where.app.get(TheftWatch).settled();
  return answer.headers.get('x-request-id')!;
}

/** What the overview says, once it looks again. */
async function suspected(who = admin) {
  house.clock.advance(5);
  return (await who.get('/overview')).json.suspected;
}
const uses = async () => (await admin.get(`/tokens/${id}/usage`)).json.items;
const suspicions = async () => (await uses()).filter(({ what }: { what: string }) => what === 'token.suspect');

/** A habit of half a day, and then somebody else beside it. */
beforeAll(async () => {
  token = (await new RelyingParty(house, WEB).logIn(new Browser(house), ALICE)).answer.json.refresh_token;
  for (let hour = 0; hour < 12; hour++) {
    house.clock.advance(3600);
    await refresh(OWNER);
  }
  house.clock.advance(1800);
  admin = await Administrator.logIn(house, ADMIN);
  [{ id }] = (await admin.get('/tokens?client=web')).json.items;
  expect([await suspected(), await suspicions()]).toEqual([{ count: 0, has_more: false, latest: [] }, []]);
  request = await refresh(THIEF);
});

beforeEach(async () => {
  admin = await Administrator.logIn(house, ADMIN);
});

describe('a token that only may be stolen', () => {
  it('is to be looked at, with the signals in words, for whoever sees tokens', async () => {
    const family = { id, client: 'web', client_name: 'Example Web', account: ALICE.sub, username: 'alice', score: 60, signals: ['stranger_beside_usual'] };
    const expected = { count: 1, has_more: false, latest: [{ ...family, suspected_at: expect.any(String), reason: expect.stringContaining('203.0.113.0/24') }] };
    for (const who of [ADMIN, AUDITOR, SUPPORT]) expect(await suspected(await Administrator.logIn(house, who))).toEqual(expected);
    expect((await (await Administrator.run(house, 'clients:read')).get('/overview')).status).toBe(403);
  });

  it('has it in its timeline, beside the use, and in the ledger', async () => {
    const [suspicion, use] = await uses();
    expect(suspicion).toMatchObject({ kind: 'act', what: 'token.suspect', actor: 'evergrant', client: 'evergrant', request_id: request, ip: null, reason: expect.stringContaining('while the usual user was at work') });
    expect(use).toMatchObject({ kind: 'use', what: 'reused', request_id: request, ip: '203.0.113.66' });
    const { items } = (await admin.get('/audit/events?action=token.suspect')).json;
    expect(items).toMatchObject([{ target: id, new: { score: 60, signals: ['stranger_beside_usual'] }, old: null, ticket: null }]);
  });

  it.each(['token_id', 'request_id', 'token'])('is explained by its %s: what was seen, and what to ask', async (member) => {
    const { summary, advice, status, history } = (await admin.post('/explain', { [member]: { token_id: id, request_id: request, token }[member]! })).json;
    expect([status, summary, advice]).toEqual(['live', expect.stringContaining('But it may be in two hands: At '), expect.stringContaining('Ask the person whether the last uses were theirs')]);
    expect(history.map(({ sentence }: { sentence: string }) => sentence).join()).toContain('was suspected of being in two hands by Evergrant itself (reason: At ');
  });
});

it('the same signals are told once while they last, whichever replica sees them', async () => {
  const before = (await suspicions()).length;
  for (let turn = 0; turn < 4; turn++) {
    house.clock.advance(60);
    await refresh(turn % 2 ? OWNER : { ...THIEF, 'user-agent': `${THIEF['user-agent']}.${turn}` }, turn > 1 ? replica : house);
  }
  const told: { reason: string }[] = await suspicions();
  expect(told.length).toBe(before + 1);
  expect(told[0]!.reason).toContain('by turns');
});

/** As when the signals come again. */
const SUSPECT_AGAIN = `INSERT INTO admin_event SELECT (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'at', $1::timestamptz))).* FROM admin_event e WHERE action = 'token.suspect' LIMIT 1`;

it.each([['rotate', 1], ['freeze', 1], ['unfreeze', 0], ['revoke', 1]])('somebody who has acted upon it (%s) has looked at it', async (act, before) => {
  await house.sql(SUSPECT_AGAIN, [house.clock.now()]);
  expect((await suspected()).count).toBe(before);
  expect((await admin.post(`/tokens/${id}/${act}`)).status).toBe(200);
  expect((await suspected()).count).toBe(0);
});

it('of an erased person nothing is said, and the page of all is found by its index', async () => {
  await house.sql(`UPDATE admin_event SET target_id = '' WHERE action = 'token.suspect'`);
  expect(await house.app.get(SuspicionListStore).find(house.clock.now())).toEqual({ count: 0, hasMore: false, latest: [] });
  const [plan] = await house.sql<{ 'QUERY PLAN': object }>(`EXPLAIN (FORMAT JSON) SELECT FROM admin_event WHERE action = 'token.suspect' AND at > now() - interval '7 days' ORDER BY at DESC LIMIT 1000`);
  expect(JSON.stringify(plan)).not.toContain('Seq Scan');
});
