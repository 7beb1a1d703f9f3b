import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConsentStore } from '../../src/auth/consent.store.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, ROTATIONS, under, WEB, type ClientRegistration, type Person } from '../support/data.js';
import { openHouse, type House } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

/** Refresh tokens also without offline_access; such a one ends with the login. */
const APP: ClientRegistration = { ...WEB, refresh_token_policy: { without_offline_access: true } };
/** Whose refresh tokens all end with the login. */
const STRICT: ClientRegistration = { ...WEB, client_id: 'strict', refresh_token_policy: { ends_at_logout: true } };

const BOTH = ROTATIONS.flatMap((rotation) => [under(rotation, APP), under(rotation, STRICT)]);
const bootstrap = { ...BOOTSTRAP, clients: BOTH };
const house = await openHouse({ bootstrap });
const opened: House[] = [house];
afterAll(() => Promise.all(opened.map((one) => one.close())));

let app: RelyingParty;
let strict: RelyingParty;
let laptop: Browser;
let kinds: Record<'online' | 'offline' | 'strict' | 'phone', { party: RelyingParty; refresh: string; access: string }>;

/** What a story changed is as it was before the next. */
afterEach(async () => {
  await house.sql('UPDATE account SET disabled_at = NULL, deleted_at = NULL');
  await house.sql('UPDATE client SET disabled_at = NULL');
  house.clock.advance(1);
});

/** One person, two browsers; on the laptop a token of each kind in one session, on the phone an offline one. */
async function settle(rotation: (typeof ROTATIONS)[number]): Promise<void> {
  app = new RelyingParty(house, under(rotation, APP));
  strict = new RelyingParty(house, under(rotation, STRICT));
  laptop = new Browser(house);
  const login = async (party: RelyingParty, browser: Browser, scope: string) => {
    const { json } = (await party.logIn(browser, ALICE, { scope })).answer;
    return { party, refresh: json.refresh_token, access: json.access_token };
  };
  kinds = {
    online: await login(app, laptop, 'openid email'),
    offline: await login(app, laptop, 'openid offline_access'),
    strict: await login(strict, laptop, 'openid offline_access'),
    phone: await login(app, new Browser(house), 'openid offline_access'),
  };
  house.clock.advance(1);
}

/** Which of the four still refresh, and which of their access tokens still introspect active and open userinfo. */
async function survivors() {
  const [refresh, access]: [string[], string[]] = [[], []];
  for (const [name, { party, refresh: token, access: jwt }] of Object.entries(kinds)) {
    const { active } = await party.introspect(jwt);
    expect((await house.fetch('/oidc/me', { headers: { authorization: `Bearer ${jwt}` } })).status).toBe(active ? 200 : 401);
    if (active) access.push(name);
    const { status, json } = await party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token });
    expect([200, 400]).toContain(status);
    if (status === 200) refresh.push(name);
    else expect(json.error).toBe('invalid_grant');
  }
  return { refresh, access };
}

const ALL = ['online', 'offline', 'strict', 'phone'];

async function restart(accounts: Person[], clients = BOTH): Promise<void> {
  opened.push(await openHouse({ replicaOf: house, bootstrap: { ...bootstrap, accounts, clients } }));
}

describe.each(ROTATIONS)('the matrix of src/token/README.md, under %s', (rotation) => {
  beforeEach(() => settle(rotation));

  it('nothing happens: all live', async () => {
    expect(await survivors()).toEqual({ refresh: ALL, access: ALL });
  });

  it('RT-22: logout on the laptop', async () => {
    const page = await laptop.open('/oidc/session/end');
    await page.submit('#logout-confirm');
    expect(await survivors()).toEqual({ refresh: ['offline', 'phone'], access: ALL });
  });

  it('RT-23: a changed password', async () => {
    await restart([{ ...ALICE, password: 'quite another password' }]);
    const left = await survivors();
    await restart([ALICE]);
    expect(left).toEqual({ refresh: [], access: [] });
  });

  it('RT-23: a disabled account', async () => {
    await house.sql('UPDATE account SET disabled_at = $1', [house.clock.now()]);
    expect(await survivors()).toEqual({ refresh: [], access: [] });
  });

  it('a deleted account', async () => {
    await house.sql('UPDATE account SET deleted_at = $1', [house.clock.now()]);
    expect(await survivors()).toEqual({ refresh: [], access: [] });
  });

  it('consent withdrawn from one application', async () => {
    await house.app.get(ConsentStore).withdraw(ALICE.sub, app.client.client_id);
    expect(await survivors()).toEqual({ refresh: ['strict'], access: ['strict'] });
  });

  it('one refresh token revoked by its client', async () => {
    await app.revoke(kinds.offline.refresh);
    const others = ALL.filter((name) => name !== 'offline');
    expect(await survivors()).toEqual({ refresh: others, access: others });
  });

  it('the client\'s secret changed', async () => {
    const secret = 'a-new-secret-that-is-long-enough-for-anybody';
    const renewed = new RelyingParty(house, { ...app.client, client_secret: secret });
    await restart([ALICE], [renewed.client]);
    expect((await app.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: kinds.phone.refresh })).status).toBe(401);
    for (const kind of [kinds.online, kinds.offline, kinds.phone]) kind.party = renewed;
    expect(await survivors()).toEqual({ refresh: ALL, access: ALL });
    await restart([ALICE]);
  });

  it('a disabled client', async () => {
    await house.sql('UPDATE client SET disabled_at = $1 WHERE client_id = $2', [house.clock.now(), app.client.client_id]);
    for (const { party, refresh, access } of [kinds.online, kinds.offline, kinds.phone]) {
      expect((await party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: refresh })).status).toBe(401);
      expect(await strict.introspect(access)).toEqual({ active: false });
    }
    await house.sql('UPDATE client SET disabled_at = NULL');
    expect(await survivors(), 'and nothing is lost when it is enabled again').toEqual({ refresh: ALL, access: ALL });
  });
});

it('a deleted client: none of its tokens lives, and all others do', async () => {
  const gone = { ...under('reuse', APP), client_id: 'gone' };
  await restart([ALICE], [...BOTH, gone]);
  await settle('reuse');
  const { json } = (await new RelyingParty(house, gone).logIn(new Browser(house), ALICE, { scope: 'openid offline_access' })).answer;
  await house.sql('UPDATE client SET disabled_at = $1, deleted_at = $1 WHERE client_id = $2', [house.clock.now(), gone.client_id]);
  expect((await new RelyingParty(house, gone).call('/oidc/token', { grant_type: 'refresh_token', refresh_token: json.refresh_token })).status).toBe(401);
  expect(await strict.introspect(json.access_token)).toEqual({ active: false });
  expect(await survivors()).toEqual({ refresh: ALL, access: ALL });
});

it.each(ROTATIONS)('under %s, roles and claims are today\'s at each refresh', async (rotation) => {
  await settle(rotation);
  const scope = 'openid offline_access tokens:read';
  await house.sql(`UPDATE client SET scopes = scopes || '{tokens:read}' WHERE client_id = $1`, [app.client.client_id]);
  await house.sql(`UPDATE account SET roles = '{support}'`);
  const claims = JSON.stringify({ id_token: { nickname: null } });
  const { json } = (await app.logIn(new Browser(house), ALICE, { scope, claims })).answer;
  expect([json.scope, decodeJwt(json.id_token).nickname]).toEqual([scope, ALICE.nickname]);
  await house.sql(`UPDATE account SET roles = '{}', claims = claims || '{"nickname":"Lissy"}'`);
  const { json: refreshed } = await app.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: json.refresh_token });
  expect([refreshed.scope, decodeJwt(refreshed.id_token).nickname]).toEqual(['openid offline_access', 'Lissy']);
  await restart([ALICE]);
});
