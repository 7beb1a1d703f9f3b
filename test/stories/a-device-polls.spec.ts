import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { DeviceAuthorizationStore } from '../../src/auth/device/device-authorization.store.js';
import { Administrator, ADMINISTERED } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { allow, enter, Television, TV } from '../support/television.js';

const TWIN = { ...TV, client_id: 'twin' };
const bootstrap = { ...ADMINISTERED, clients: [...ADMINISTERED.clients, TV, TWIN] };
const house = await openHouse({ bootstrap });
const there = await openHouse({ bootstrap, replicaOf: house });
afterAll(() => Promise.all([house.close(), there.close()]));
const tv = new Television(house);
const party = new RelyingParty(house, TV);

let code: string;
let userCode: string;
beforeEach(async () => {
  ({ device_code: code, user_code: userCode } = (await tv.ask()).json);
});
const poll = async (at = house) => (await tv.poll(code, {}, {}, at)).json.error;
const errorOf = ({ status, json }: { status: number; json: any }) => [status, json.error];
const refresh = async (token: string) => (await party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token })).json.error;

describe('before the person has answered', () => {
  it('waits, five seconds each time; whoever asks sooner waits longer from then on, whichever replica hears it', async () => {
    expect(errorOf(await tv.poll(code))).toEqual([400, 'authorization_pending']);
    house.clock.advance(4); // a second is forgiven
    expect(await poll()).toBe('authorization_pending');
    house.clock.advance(3);
    expect(await poll(there)).toBe('slow_down'); // 10 s from here
    house.clock.advance(8);
    expect(await poll()).toBe('slow_down'); // 15 s
    house.clock.advance(13);
    expect(await poll(there)).toBe('slow_down'); // 20 s
    house.clock.advance(20);
    expect(await poll()).toBe('authorization_pending');
  });

  it('ten polls at once are one in time and nine too early', async () => {
    const errors = await Promise.all(Array.from({ length: 10 }, (_, n) => poll(n % 2 ? house : there)));
    expect(errors.toSorted()).toEqual(['authorization_pending', ...Array(9).fill('slow_down')]);
    expect(await house.sql('SELECT poll_interval FROM device_authorization ORDER BY grant_id DESC LIMIT 1')).toEqual([{ poll_interval: 50 }]);
  });

  it('needs a code, of ours and of its own', async () => {
    expect(errorOf(await party.call('/oidc/token', { grant_type: 'urn:ietf:params:oauth:grant-type:device_code' }))).toEqual([400, 'invalid_request']);
    const forged = Buffer.from(code, 'base64url').fill(0, 20).toString('base64url');
    for (const wrong of ['nonsense', forged, `${code}A`, userCode, 'x'.repeat(10_000)]) expect(errorOf(await tv.poll(wrong))).toEqual([400, 'invalid_grant']);
    expect(errorOf(await new Television(house, TWIN).poll(code))).toEqual([400, 'invalid_grant']);
    await allow(house, userCode);
    expect(errorOf(await new Television(house, TWIN).poll(code))).toEqual([400, 'invalid_grant']);
    expect((await tv.poll(code)).status).toBe(200);
  });

  it.each([[599, 'authorization_pending'], [600, 'expired_token']])('after %i seconds: %s', async (seconds, error) => {
    house.clock.advance(seconds);
    expect(await poll()).toBe(error);
  });
});

describe('once the person has answered', () => {
  it('no: access_denied, for good', async () => {
    const page = await (await enter(house, userCode)).submit('#deny');
    expect([page.url.pathname, page.$('#device-denied').length]).toEqual(['/device', 1]);
    expect([errorOf(await tv.poll(code)), await poll(there)]).toEqual([[400, 'access_denied'], 'access_denied']);
  });

  it('yes: the tokens at once, even to who asked just before', async () => {
    expect(await poll()).toBe('authorization_pending');
    await allow(house, userCode);
    expect((await tv.poll(code)).json).toMatchObject({ token_type: 'Bearer', scope: 'openid offline_access', refresh_token: expect.stringMatching(/^evgr_/) });
  });

  it('yes, and then fetched too late: expired', async () => {
    await allow(house, userCode);
    house.clock.advance(600);
    expect(await poll()).toBe('expired_token');
  });

  it('a second use is invalid_grant and ends all that came from the first', async () => {
    await allow(house, userCode);
    const { json } = await tv.poll(code);
    expect(await refresh(json.refresh_token)).toBeUndefined();
    expect(errorOf(await tv.poll(code))).toEqual([400, 'invalid_grant']);
    expect(await refresh(json.refresh_token)).toBe('invalid_grant');
    expect(await house.sql(`SELECT revoked_reason FROM "grant" ORDER BY created_at DESC LIMIT 1`)).toEqual([{ revoked_reason: 'code_replayed' }]);
  });

  it('ten polls at two replicas have one winner', async () => {
    await allow(house, userCode);
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => tv.poll(code, {}, {}, n % 2 ? house : there)));
    expect(answers.map(({ json }) => json.error ?? 'tokens').toSorted()).toEqual([...Array(9).fill('invalid_grant'), 'tokens']);
    expect(await house.sql('SELECT 1 FROM "grant" WHERE grant_id = $1', [decodeJwt(answers.find(({ status }) => status === 200)!.json.access_token).jti!.slice(0, 36)])).toHaveLength(1);
  });

  it('binds the tokens to the key that the device proves (RFC 9449)', async () => {
    const keys = await generateKeyPair('ES256');
    const jwk = await exportJWK(keys.publicKey);
    const claims = { htm: 'POST', htu: `${house.issuer}/token`, jti: randomUUID(), iat: Math.floor(house.clock.now().getTime() / 1000) };
    const dpop = await new SignJWT(claims).setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk }).sign(keys.privateKey);
    await allow(house, userCode);
    const { json } = await tv.poll(code, {}, { dpop });
    expect([json.token_type, decodeJwt(json.access_token).cnf]).toEqual(['DPoP', { jkt: await calculateJwkThumbprint(jwk) }]);
    expect(await refresh(json.refresh_token)).toBe('invalid_grant');
  });

  it('but logged out before the device has fetched anything: nothing', async () => {
    const browser = new Browser(house);
    await allow(house, userCode, ALICE, browser);
    await (await browser.open('/oidc/session/end')).submit('#logout-confirm');
    expect(await poll()).toBe('invalid_grant');
  });

  it('but logged out everywhere by an administrator: nothing', async () => {
    await allow(house, userCode);
    const admin = await Administrator.run(house);
    expect((await admin.post(`/accounts/${ALICE.sub}/logout`)).status).toBe(200);
    expect(await poll()).toBe('invalid_grant');
  });

  it('but taken back before the device has fetched anything: access_denied', async () => {
    const browser = new Browser(house);
    await allow(house, userCode, ALICE, browser);
    await (await browser.open('/account')).submit('form[action*=consents] button');
    expect(await poll()).toBe('access_denied');
  });
});

it('is what a client may come for that an administrator registers so', async () => {
  const admin = await Administrator.run(house);
  const register = (metadata: object) => admin.post('/clients', { reason: 'a new set-top box', metadata });
  const { client_id: _, ...metadata } = TV;
  const { status, json } = await register({ ...metadata, client_id: 'settop' });
  expect([status, json.metadata.grant_types]).toEqual([201, TV.grant_types]);
  expect((await new Television(house, { ...TV, client_id: 'settop' }).ask()).status).toBe(200);
  expect((await register({ ...metadata, grant_types: ['device_code'] })).status).toBe(400);
});

it('what expired a day ago is swept, nothing before', async () => {
  const store = house.app.get(DeviceAuthorizationStore);
  const id = Buffer.from(code, 'base64url').toString('hex', 0, 16);
  const rows = async () => (await house.sql('SELECT 1 FROM device_authorization WHERE grant_id = $1', [id])).length;
  house.clock.advance(600 + 86_400);
  await store.sweep(house.clock.now());
  expect(await rows()).toBe(1);
  house.clock.advance(1);
  await store.sweep(house.clock.now());
  expect(await rows()).toBe(0);
});
