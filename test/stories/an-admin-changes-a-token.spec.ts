import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { plusSeconds } from '../../src/protocol/clock.js';
import { Administrator, ADMIN, openAdministeredHouse } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, MACHINE, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openAdministeredHouse();
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
let admin: Administrator;
let id: string;
let token: string;
let accessToken: string;

beforeEach(async () => {
  house.clock.advance(1);
  admin = await Administrator.logIn(house, ADMIN);
  ({ refresh_token: token, access_token: accessToken } = (await web.logIn(new Browser(house), ALICE)).answer.json);
  ({ id } = (await admin.get('/tokens?limit=1')).json.items[0]);
});

const refresh = async (text = token) => (await web.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: text })).json;
const verdicts = async () => (await house.sql('SELECT verdict FROM refresh_usage WHERE grant_id = $1 ORDER BY at, id', [id])).map(({ verdict }) => verdict);
const isActive = async (text: string) => (await new RelyingParty(house, MACHINE).introspect(text)).active;
const events = () => house.sql('SELECT * FROM admin_event WHERE target_id = $1 ORDER BY at, id', [id]);
const act = (what: string, body = {}) => admin.post(`/tokens/${id}/${what}`, { reason: 'a story', ...body });

describe('freeze', () => {
  it('refuses the token until it is lifted, and leaves access tokens alone', async () => {
    expect((await act('freeze')).json).toMatchObject({ status: 'frozen', frozen_reason: 'admin', frozen_until: null });
    expect((await refresh()).error).toBe('invalid_grant');
    expect(await isActive(accessToken)).toBe(true);
    house.clock.advance(1);
    expect((await act('unfreeze')).json).toMatchObject({ status: 'live', frozen_at: null });
    expect((await refresh()).refresh_token).toBe(token);
    expect(await verdicts()).toEqual(['frozen', 'reused']);
    expect(await house.sql('SELECT reason FROM refresh_usage WHERE grant_id = $1 ORDER BY at', [id])).toEqual([{ reason: 'admin' }, { reason: null }]);
  });

  it('ends by itself where it has an end', async () => {
    const until = plusSeconds(house.clock.now(), 600).toISOString();
    expect((await act('freeze', { until })).json).toMatchObject({ status: 'frozen', frozen_until: until });
    house.clock.advance(599);
    expect((await refresh()).error).toBe('invalid_grant');
    house.clock.advance(1);
    expect((await refresh()).refresh_token).toBe(token);
    expect((await admin.get(`/tokens/${id}`)).json).toMatchObject({ status: 'live', uses: 1 });
    const past = await act('freeze', { until: house.clock.now().toISOString() });
    expect([past.status, past.json.errors]).toEqual([400, [{ field: 'until', detail: 'must lie ahead' }]]);
  });

  it('cannot be lifted from what is not frozen, nor laid on what is over', async () => {
    expect((await act('unfreeze')).status).toBe(409);
    await act('revoke');
    for (const what of ['freeze', 'rotate', 'unfreeze']) expect((await act(what)).status, what).toBe(409);
  });
});

it('rotate: the next refresh brings a new token, once, and the old one is a replay later', async () => {
  await act('rotate');
  const { refresh_token: successor } = await refresh();
  expect(successor).not.toBe(token);
  expect((await refresh(successor)).refresh_token).toBe(successor);
  expect((await refresh()).error).toBe('invalid_grant');
  expect((await admin.get(`/tokens/${id}`)).json).toMatchObject({ status: 'replayed', ended_reason: 'token_replayed', generation: 1 });
});

it('revoke: neither the refresh token nor any access token works afterwards, and the ledger says who did it and why', async () => {
  const { json } = await act('revoke', { ticket: 'SEC-7' });
  expect(json).toMatchObject({ id, status: 'revoked', ended_reason: 'admin', revoked_at: house.clock.now().toISOString() });
  expect((await refresh()).error).toBe('invalid_grant');
  expect(await isActive(accessToken)).toBe(false);
  expect(await events()).toMatchObject([
    {
      ...{ action: 'token.revoke', target_kind: 'token', target_id: id, actor_sub: ADMIN.sub, actor_client_id: 'console', ip: '127.0.0.1' },
      ...{ reason: 'a story', ticket: 'SEC-7', old: { revokedAt: null }, new: { revokedReason: 'admin' } },
    },
  ]);
});

it('the timeline shows uses, refusals and acts, newest first', async () => {
  for (const step of [() => refresh(), () => act('freeze'), () => refresh(), () => act('unfreeze', { ticket: 'SEC-8' }), () => refresh()]) {
    house.clock.advance(1);
    await step();
  }
  const { items, pages } = await admin.walk(`/tokens/${id}/usage?limit=2`);
  expect(pages).toBe(3);
  expect(items.map(({ what }) => what)).toEqual(['reused', 'token.unfreeze', 'frozen', 'token.freeze', 'reused']);
  expect(items[1]).toMatchObject({ kind: 'act', actor: ADMIN.sub, ticket: 'SEC-8', client: 'console' });
  expect(items[0]).toMatchObject({ kind: 'use', client: 'web', access_token_jti: expect.stringContaining(id) });
});
