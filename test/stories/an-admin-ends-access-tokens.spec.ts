import { decodeJwt } from 'jose';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Administrator, ADMIN, AUDITOR, openAdministeredHouse } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, MACHINE, OTHER, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openAdministeredHouse();
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
const machine = new RelyingParty(house, MACHINE);
let admin: Administrator;

beforeEach(async () => {
  house.clock.advance(4000); // whatever there was has expired
  admin = await Administrator.logIn(house, ADMIN);
});

const jtiOf = (token: string) => decodeJwt(token).jti!;
const isActive = async (token: string) => (await machine.introspect(token)).active;

/** A login and one refresh: two access tokens. */
async function two(app = web, who = ALICE): Promise<{ first: string; second: string; grant: string }> {
  const { access_token: first, refresh_token } = (await app.logIn(new Browser(house), who)).answer.json;
  house.clock.advance(1);
  const second = (await app.refresh(refresh_token)).answer.json.access_token;
  return { first, second, grant: jtiOf(first).slice(0, 36) };
}

describe('access tokens', () => {
  it('are listed, of a login and of refreshes, the newest first, until they expire', async () => {
    const { first, second, grant } = await two();
    await two(new RelyingParty(house, OTHER), BOB);
    const list = async (query: string) => (await admin.walk(`/access-tokens?limit=1&${query}`)).items.map(({ jti }) => jti);
    const own = [jtiOf(second), jtiOf(first)];
    expect(await list('client=web')).toEqual(own);
    expect(await list(`account=${ALICE.sub}`)).toEqual(own);
    expect(await list(`grant=${grant}`)).toEqual(own);
    expect(await list('')).toHaveLength(5); // and the admin's
    const [newest] = (await admin.get(`/access-tokens?grant=${grant}`)).json.items;
    expect(newest).toMatchObject({ client: 'web', client_name: 'Example Web', username: 'alice', status: 'live', grant, scopes: expect.arrayContaining(['openid']) });
    house.clock.advance(3600);
    admin = await Administrator.logIn(house, ADMIN);
    expect(await list('client=web')).toEqual([]);
    expect(await list(`grant=${grant}&expired=true`)).toEqual(own);
    expect((await admin.get(`/access-tokens?grant=${grant}&expired=true`)).json.items[0].status).toBe('expired');
  });

  it('end one by one', async () => {
    const { first, second, grant } = await two();
    const answer = await admin.post(`/access-tokens/${jtiOf(first)}/revoke`);
    expect([answer.status, answer.json]).toEqual([200, { jti: jtiOf(first), status: 'revoked' }]);
    expect([await isActive(first), await isActive(second)]).toEqual([false, true]);
    const statuses = (await admin.get(`/access-tokens?grant=${grant}`)).json.items.map(({ status }: { status: string }) => status);
    expect(statuses).toEqual(['live', 'revoked']);
    expect(await house.sql(`SELECT action, old, reason FROM admin_event WHERE target_id = $1`, [jtiOf(first)])).toEqual([
      { action: 'access_token.revoke', old: { revokedAt: null }, reason: 'because of the story' },
    ]);
  });

  it('a program’s as well, of which nothing is written', async () => {
    const { access_token: token } = (await machine.call('/oidc/token', { grant_type: 'client_credentials' })).json;
    expect((await admin.post(`/access-tokens/${jtiOf(token)}/revoke`)).status).toBe(200);
    expect(await isActive(token)).toBe(false);
  });

  it('one nobody knows is 404, one that has expired 409, a string that is none 400, and an auditor may not', async () => {
    const { first } = await two();
    const status = async (jti: string, who = admin) => (await who.post(`/access-tokens/${jti}/revoke`)).status;
    expect(await status(jtiOf(first), await Administrator.logIn(house, AUDITOR))).toBe(403);
    expect(await status('01a20d05-7b8b-733c-8ec5-1b4dbbe5e1df.AAAAAAAAAAAA')).toBe(404);
    expect(await status('nonsense')).toBe(400);
    house.clock.advance(3600);
    expect(await status(jtiOf(first), await Administrator.logIn(house, ADMIN))).toBe(409);
  });
});

describe('grants', () => {
  it('are listed, shown and revoked with all that hangs on them', async () => {
    const { first, second, grant } = await two();
    expect((await admin.get(`/grants/${grant}`)).json).toMatchObject({ id: grant, client: 'web', username: 'alice', status: 'live', has_refresh_token: true, acr: '1' });
    expect((await admin.post(`/grants/${grant}/revoke`)).json).toMatchObject({ id: grant, status: 'ended', ended_reason: 'admin' });
    expect([await isActive(first), await isActive(second)]).toEqual([false, false]);
    const ids = async (query: string) => (await admin.walk(`/grants?limit=2&${query}`)).items.map(({ id }) => id);
    expect(await ids('client=web&status=ended')).toEqual([grant]);
    expect(await ids(`account=${ALICE.sub}&status=live&sort=created_at`)).not.toContain(grant);
    expect(await ids(`created_after=${house.clock.now().toISOString()}`)).toEqual([]);
    expect((await admin.get(`/grants/${grant.replace(/^./, 'f')}`)).status).toBe(404);
    expect((await admin.post(`/grants/${grant.replace(/^./, 'f')}/revoke`)).status).toBe(404);
  });

  it('without a refresh token stand there too', async () => {
    const [own] = (await admin.get('/grants?client=console&limit=1')).json.items;
    expect(own).toMatchObject({ account: ADMIN.sub, has_refresh_token: false, status: 'live' });
    expect((await admin.get(`/tokens/${own.id}`)).status).toBe(404);
  });
});
