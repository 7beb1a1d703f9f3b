import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Administrator, ADMIN, AUDITOR, ADMINISTERED, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, WEB, type ClientRegistration } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

/** As in the matrix of src/token/README.md: refresh tokens also without offline_access, and whose refresh tokens all end with the login. */
const APP: ClientRegistration = { ...WEB, client_id: 'app', refresh_token_policy: { without_offline_access: true } };
const STRICT: ClientRegistration = { ...WEB, client_id: 'strict', refresh_token_policy: { ends_at_logout: true } };
const bootstrap = { ...ADMINISTERED, clients: [...ADMINISTERED.clients, APP, STRICT] };
const house = await openAdministeredHouse({ bootstrap });
const replica = await openAdministeredHouse({ bootstrap, replicaOf: house });
afterAll(() => Promise.all([house.close(), replica.close()]));
const app = new RelyingParty(house, APP);
let support: Administrator;
let laptop: Browser;
let kinds: Record<string, { client: ClientRegistration; refresh: string; access: string }>;
let sessions: string[];

beforeEach(async () => {
  house.clock.advance(1);
  support = await Administrator.logIn(house, SUPPORT);
  laptop = new Browser(house, { 'user-agent': 'Laptop' });
  const login = async (client: ClientRegistration, browser: Browser, scope: string) => {
    const { json } = (await new RelyingParty(house, client).logIn(browser, ALICE, { scope })).answer;
    return { client, refresh: json.refresh_token, access: json.access_token };
  };
  kinds = {
    online: await login(APP, laptop, 'openid email'),
    offline: await login(APP, laptop, 'openid offline_access'),
    strict: await login(STRICT, laptop, 'openid offline_access'),
  };
  house.clock.advance(1);
  kinds.phone = await login(APP, new Browser(house, { 'user-agent': 'Phone' }), 'openid offline_access');
  sessions = (await support.get(`/sessions?account=${ALICE.sub}&limit=2`)).json.items.map(({ id }: { id: string }) => id);
  house.clock.advance(1);
});

/** Which of them the other replica still refreshes, and whose access tokens it calls active. */
async function survivors() {
  const [refresh, access]: [string[], string[]] = [[], []];
  for (const [name, { client, refresh: token, access: jwt }] of Object.entries(kinds)) {
    const party = new RelyingParty(replica, client);
    if ((await party.introspect(jwt)).active) access.push(name);
    if ((await party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token })).status === 200) refresh.push(name);
  }
  return { refresh, access };
}

const isLoggedIn = async (browser: Browser) => (await browser.open((await app.authorizationUrl({ scope: 'openid email', prompt: 'none' })).url)).url.searchParams.has('code');
const events = (id: string) => house.sql('SELECT action, target_kind, old, new, actor_sub FROM admin_event WHERE target_id = $1 ORDER BY at DESC, id DESC LIMIT 1', [id]);

describe('log out this device', () => {
  it('ends what the person’s own logout would end, and no more', async () => {
    const [, onLaptop] = sessions;
    const { json, status } = await support.post(`/sessions/${onLaptop}/logout`);
    expect([status, json]).toMatchObject([200, { id: onLaptop, status: 'ended', ended_at: house.clock.now().toISOString(), user_agent: 'Laptop' }]);
    expect(await survivors()).toEqual({ refresh: ['offline', 'phone'], access: ['online', 'offline', 'strict', 'phone'] });
    expect(await isLoggedIn(laptop)).toBe(false);
    expect(await events(onLaptop!)).toEqual([
      { action: 'session.logout', target_kind: 'session', old: { endedAt: null }, new: { endedAt: json.ended_at }, actor_sub: SUPPORT.sub },
    ]);
  });

  it('twice keeps the first time, and of no session is 404', async () => {
    const first = (await support.post(`/sessions/${sessions[0]}/logout`)).json;
    house.clock.advance(5);
    expect((await support.post(`/sessions/${sessions[0]}/logout`)).json.ended_at).toBe(first.ended_at);
    expect((await support.post('/sessions/00000000-0000-4000-8000-000000000000/logout')).status).toBe(404);
  });
});

describe('log out everywhere', () => {
  it('ends every session, grant and token of the account at once, and says how many', async () => {
    await support.post(`/accounts/${ALICE.sub}/logout`); // of the stories before
    expect((await survivors()).refresh).toEqual([]);
    const tablet = new Browser(house);
    const { json: fresh } = (await app.logIn(tablet, ALICE, { scope: 'openid offline_access' })).answer;
    const { json: bobs } = (await app.logIn(new Browser(house), BOB, { scope: 'openid offline_access' })).answer;
    kinds = { tablet: { client: APP, refresh: fresh.refresh_token, access: fresh.access_token }, bob: { client: APP, refresh: bobs.refresh_token, access: bobs.access_token } };
    const { json, status } = await support.post(`/accounts/${ALICE.sub}/logout`);
    expect([status, json]).toEqual([200, { account: ALICE.sub, sessions: 1, grants: 1, tokens: 1 }]);
    expect(await survivors()).toEqual({ refresh: ['bob'], access: ['bob'] });
    expect(await isLoggedIn(tablet)).toBe(false);
    expect((await support.get(`/accounts/${ALICE.sub}`)).json).toMatchObject({ status: 'active', live_tokens: 0, live_sessions: 0 });
    expect(await events(ALICE.sub)).toMatchObject([{ action: 'account.logout', new: { sessions: 1, grants: 1, tokens: 1 } }]);
    expect((await support.post('/accounts/nobody/logout')).status).toBe(404);
  });

  it('ends codes that have not been exchanged', async () => {
    const { callback, checks } = await app.authorize(new Browser(house), ALICE, { scope: 'openid offline_access' });
    await support.post(`/accounts/${ALICE.sub}/logout`);
    await expect(new RelyingParty(replica, APP).exchange(callback, checks)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('leaves nothing of exchanges and logins that are under way', async () => {
    for (let round = 0; round < 10; round++) {
      const { callback, checks } = await app.authorize(laptop, ALICE, { scope: 'openid offline_access', prompt: 'consent' });
      const [exchanged] = await Promise.allSettled([new RelyingParty(replica, APP).exchange(callback, checks), support.post(`/accounts/${ALICE.sub}/logout`)]);
      if (exchanged.status === 'rejected') continue;
      const { refresh_token: token } = exchanged.value.answer.json;
      expect((await app.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token })).json.error).toBe('invalid_grant');
    }
  });
});

it('who may: support and admins end, an auditor only sees', async () => {
  const auditor = await Administrator.logIn(house, AUDITOR);
  expect((await auditor.get(`/sessions/${sessions[0]}`)).status).toBe(200);
  for (const path of [`/sessions/${sessions[0]}/logout`, `/accounts/${ALICE.sub}/logout`]) {
    expect((await auditor.post(path)).json).toMatchObject({ status: 403, scope: 'tokens:revoke' });
    expect((await support.post(path, {})).json.errors).toEqual([{ field: 'reason', detail: 'is required' }]);
  }
  const admin = await Administrator.logIn(house, ADMIN);
  expect((await admin.post(`/sessions/${sessions[0]}/logout`)).status).toBe(200);
});
