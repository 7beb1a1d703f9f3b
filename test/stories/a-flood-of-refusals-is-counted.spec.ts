import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FLOOD_ROWS, FloodStore } from '../../src/audit/flood.store.js';
import { NO_GRANT } from '../../src/audit/ledger.store.js';
import { Administrator, AUDITOR, openAdministeredHouse } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, OTHER, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openAdministeredHouse({ settings: { TRUST_PROXY: '127.0.0.1' } });
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
let grantId: string;
let token: string;

beforeAll(async () => {
  const { json } = (await web.logIn(new Browser(house), ALICE)).answer;
  token = json.refresh_token;
  grantId = (await web.introspect(token)).jti as string;
});

const refresh = (refreshToken: string, from = '198.51.100.1', app = web) =>
  app.post('/oidc/token', { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: app.client.client_id, ...(app !== web && { client_secret: app.client.client_secret! }) }, {
    headers: { 'x-forwarded-for': from }, ...(app === web && { basic: app.client }),
  });
const flood = (count: number, refreshToken: string, from?: string, app?: RelyingParty) => Promise.all(Array.from({ length: count }, () => refresh(refreshToken, from, app)));
const rowsOf = (where: string) => house.sql<any>(`SELECT client_id, verdict, host(ip) AS ip, count, first_at, at FROM refresh_usage WHERE ${where} ORDER BY at, count`);
const total = (rows: { count: number }[]) => rows.reduce((sum, { count }) => sum + count, 0);
const nextMinute = async () => {
  house.clock.advance(61);
  await refresh('a first one of the next minute', '192.0.2.250');
  await house.app.get(FloodStore).flush();
};

describe('somebody who tries forged tokens without end', () => {
  it('is refused each time, and in the ledger the first have a row each, the others one together', async () => {
    const began = house.clock.now();
    const answers = await flood(200, 'forged');
    expect(answers.every(({ status, json }) => status === 400 && json.error === 'invalid_grant')).toBe(true);
    const where = `grant_id = '${NO_GRANT}' AND ip <<= '198.51.100.0/24'`;
    expect(await rowsOf(where)).toHaveLength(FLOOD_ROWS);
    await nextMinute();
    const rows = await rowsOf(where);
    expect(rows.slice(0, -1).every(({ count, first_at }) => count === 1 && first_at === null)).toBe(true);
    expect(rows.at(-1)).toMatchObject({ verdict: 'malformed', client_id: 'web', count: 200 - FLOOD_ROWS, first_at: began, at: house.clock.now() });
    expect(total(rows)).toBe(200);
  });

  it('is told apart by network, client and verdict', async () => {
    await nextMinute();
    const other = new RelyingParty(house, OTHER);
    await Promise.all([flood(70, 'forged', '203.0.113.1'), flood(80, 'forged', '203.0.114.1'), flood(70, 'forged', '203.0.113.9', other), flood(10, 'forged', '203.0.115.1')]);
    await nextMinute();
    const counted = (await rowsOf(`ip <<= '203.0.112.0/20' AND count > 1`)).map(({ ip, client_id, count }) => [ip, client_id, count]);
    expect(counted.sort()).toEqual([['203.0.113.1', 'web', 10], ['203.0.113.9', 'other', 10], ['203.0.114.1', 'web', 20]]);
  });

  it('cannot hide a success among them, which always has its row', async () => {
    await Promise.all([...Array.from({ length: 100 }, () => refresh(token)), flood(100, 'forged')]);
    expect(await rowsOf(`grant_id = '${grantId}' AND verdict = 'reused'`)).toHaveLength(100);
  });
});

it('the timeline of a token says how often it was refused', async () => {
  await web.revoke(token);
  await flood(100, token);
  await nextMinute();
  const auditor = await Administrator.logIn(house, AUDITOR);
  const { items } = await auditor.walk(`/tokens/${grantId}/usage?limit=200`);
  const refused = items.filter(({ what }) => what === 'revoked');
  expect([refused.length, total(refused)]).toEqual([FLOOD_ROWS + 1, 100]);
  expect(refused[0]).toMatchObject({ count: 100 - FLOOD_ROWS, first_at: expect.any(String) });
});

it('a minute that is over is written though nobody comes any more', async () => {
  await nextMinute();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const floods = house.app.get(FloodStore);
    const caller = { requestId: 'r', ip: '192.0.2.99', userAgent: null };
    const attempt = { ...{ grantId: NO_GRANT, at: house.clock.now(), verdict: 'unknown', reason: null, generation: null, clientId: 'web', accountId: null, caller } as const, sessionId: null, scopes: [], resources: [], accessTokenJti: null, accessTokenExpiresAt: null };
    const absorbed = Array.from({ length: FLOOD_ROWS + 5 }, () => floods.absorb(attempt));
    expect(absorbed.filter(Boolean)).toHaveLength(5);
    expect(floods.absorb({ ...attempt, verdict: 'reused' })).toBe(false);
    vi.advanceTimersByTime(60_000);
  } finally {
    vi.useRealTimers();
  }
  await house.app.get(FloodStore).settled();
  expect(await rowsOf(`ip = '192.0.2.99'`)).toMatchObject([{ verdict: 'unknown', count: 5 }]);
});

it('replicas count each for themselves, and what they have counted is written when they stop', async () => {
  await nextMinute();
  const replica = await openHouse({ replicaOf: house, settings: { TRUST_PROXY: '127.0.0.1' } });
  const there = new RelyingParty(replica, WEB);
  const post = () => there.post('/oidc/token', { grant_type: 'refresh_token', refresh_token: 'forged' }, { basic: WEB, headers: { 'x-forwarded-for': '192.0.2.77' } });
  await Promise.all([...Array.from({ length: 90 }, post), flood(75, 'forged', '192.0.2.77')]);
  await replica.close();
  await house.app.get(FloodStore).flush();
  const rows = await rowsOf(`ip = '192.0.2.77'`);
  expect(total(rows)).toBe(165);
  expect(rows.filter(({ count }) => count > 1).map(({ count }) => count).sort()).toEqual([15, 30]);
});
