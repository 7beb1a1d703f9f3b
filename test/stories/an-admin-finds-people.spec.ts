import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Administrator, ADMIN, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, WEB, type Person } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openAdministeredHouse({ settings: { TRUST_PROXY: '127.0.0.1' } });
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
let admin: Administrator;
let beginning: string;
const sessions: Record<string, string> = {};

async function logIn(name: string, who: Person, ip: string, agent: string): Promise<Browser> {
  house.clock.advance(60);
  const browser = new Browser(house, { 'x-forwarded-for': ip, 'user-agent': agent });
  await web.logIn(browser, who);
  sessions[name] = (await house.sql<{ session_id: string }>('SELECT session_id FROM session ORDER BY created_at DESC LIMIT 1'))[0]!.session_id;
  return browser;
}

beforeAll(async () => {
  await house.sql('UPDATE account SET created_at = $1', [house.clock.now()]);
  admin = await Administrator.logIn(house, ADMIN);
  await house.sql('DELETE FROM session');
  for (const username of ['zoe', 'al%ice', 'alan']) {
    house.clock.advance(60);
    await admin.post('/accounts', { reason: 'a story', username, sub: `made-${username.length}` });
  }
  await admin.post(`/accounts/made-3/disable`);
  beginning = house.clock.now().toISOString();
  const laptop = await logIn('laptop', ALICE, '203.0.113.7', 'Firefox/140.0');
  await logIn('phone', ALICE, '2001:db8::1', 'Phone 100%');
  await logIn('office', BOB, '203.0.113.200', 'firefox/139.0');
  house.clock.advance(600);
  await laptop.open((await web.authorizationUrl({ scope: 'openid', prompt: 'none' })).url);
  await admin.post(`/sessions/${sessions.phone}/logout`);
});

describe('GET /admin/v1/accounts', () => {
  it.each<[string, string, string[]]>([
    ['username', 'username=%20ALICE', ['alice']],
    ['sub', `sub=${BOB.sub}`, ['bob']],
    ['the beginning of the username', 'prefix=AL', ['al%ice', 'alan', 'alice']],
    ['a beginning with a wildcard in it', 'prefix=al%25', ['al%ice']],
    ['the beginning of the sub', 'prefix=made-', ['al%ice', 'alan', 'zoe']],
    ['email, letters alike', `email=${String(ALICE.email).toUpperCase()}`, ['alice']],
    ['the beginning of an email', 'email=ali', []],
    ['role', 'role=support', ['support']],
    ['disabled', 'status=disabled', ['zoe']],
    ['active, created after', `status=active&created_after=2026-01-01T00:00:00Z&prefix=made`, ['al%ice', 'alan']],
    ['deleted', 'status=deleted', []],
    ['nothing that is there', 'created_before=2001-01-01T00:00:00Z', []],
  ])('by %s', async (_what, filter, expected) => {
    const { status, json } = await admin.get(`/accounts?${filter}&sort=username`);
    expect([status, json.detail]).toEqual([200, undefined]);
    expect(json.items.map(({ username }: { username: string }) => username)).toEqual(expected);
  });

  it.each(['-created_at', 'created_at', 'username', '-username'])('page by page, sorted by %s', async (sort) => {
    const { items, pages } = await admin.walk(`/accounts?sort=${sort}&limit=3`);
    expect([items.length, pages]).toEqual([8, 3]);
    const keys = items.map((item) => item[sort.replace('-', '')]);
    expect(keys).toEqual(sort.startsWith('-') ? keys.toSorted().reverse() : keys.toSorted());
    expect(new Set(items.map(({ id }) => id)).size).toBe(8);
  });

  it('shows no password, nor anything made of it', async () => {
    expect((await admin.get('/accounts')).text).not.toMatch(/argon2|password_hash/);
    expect((await admin.get(`/accounts/${ALICE.sub}`)).json).toMatchObject({ username: 'alice', live_tokens: 2, live_sessions: 1, claims: { email: ALICE.email } });
  });

  it.each(['status=gone', 'role=emperor', 'created_after=yesterday', 'sub=a/b', 'prefix=', 'email=', 'sort=password_hash', 'nonsense=1'])('refuses %s', async (query) => {
    const { status, json } = await admin.get(`/accounts?${query}`);
    expect([status, json.errors[0].field]).toEqual([400, query.split('=')[0]]);
  });
});

describe('GET /admin/v1/sessions', () => {
  it.each<[string, () => string, string[]]>([
    ['account', () => `account=${ALICE.sub}`, ['laptop', 'phone']],
    ['live', () => 'status=live', ['laptop', 'office']],
    ['ended', () => 'status=ended', ['phone']],
    ['expired', () => 'status=expired', []],
    ['suspended', () => 'status=suspended', []],
    ['a network', () => 'network=203.0.113.0/25', ['laptop']],
    ['a network of the other kind', () => 'network=2001:db8::/32', ['phone']],
    ['an agent', () => 'user_agent=FIREFOX', ['laptop', 'office']],
    ['an agent with a wildcard in it', () => 'user_agent=100%25', ['phone']],
    ['an agent that never came', () => 'user_agent=fire%25fox', []],
    ['created after', () => `created_after=${beginning}&created_before=2100-01-01T00:00:00Z`, ['laptop', 'office', 'phone']],
    ['seen lately', () => `last_seen_after=${house.clock.now().toISOString()}`, ['laptop']],
    ['not seen lately', () => `last_seen_before=${house.clock.now().toISOString()}`, ['office', 'phone']],
  ])('by %s', async (_what, filter, expected) => {
    const { status, json } = await admin.get(`/sessions?${filter()}`);
    expect([status, json.detail]).toEqual([200, undefined]);
    expect(json.items.map(({ id }: { id: string }) => Object.keys(sessions).find((name) => sessions[name] === id)).sort()).toEqual(expected);
  });

  it.each(['-created_at', 'created_at'])('page by page, sorted by %s', async (sort) => {
    const names = ['laptop', 'phone', 'office'].map((name) => sessions[name]);
    expect((await admin.walk(`/sessions?sort=${sort}&limit=1`)).items.map(({ id }) => id)).toEqual(sort.startsWith('-') ? names.reverse() : names);
  });

  it('shows who, whence and when', async () => {
    expect((await admin.get(`/sessions/${sessions.laptop}`)).json).toMatchObject({
      ...{ account: ALICE.sub, username: 'alice', status: 'live', ip: '203.0.113.7', user_agent: 'Firefox/140.0', amr: ['pwd'], ended_at: null },
      last_seen_at: house.clock.now().toISOString(),
    });
  });

  it.each(['status=gone', 'network=300.0.0.1', 'last_seen_after=today', 'sort=ip'])('refuses %s', async (query) => {
    const { status, json } = await admin.get(`/sessions?${query}`);
    expect([status, json.errors[0].field]).toEqual([400, query.split('=')[0]]);
  });
});

it('auditors and support may look; a program needs the scope', async () => {
  for (const who of [AUDITOR, SUPPORT]) expect((await (await Administrator.logIn(house, who)).get('/sessions')).status).toBe(200);
  const program = await Administrator.run(house, 'tokens:read tokens:revoke');
  for (const path of ['/accounts', `/accounts/${ALICE.sub}`, '/sessions', `/sessions/${sessions.laptop}`]) {
    expect((await program.get(path)).json).toMatchObject({ status: 403, scope: 'accounts:read' });
  }
});
