import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { afterAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, API, BOOTSTRAP, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { allow, DEVICE_CODE, enter, Television, TV } from '../support/television.js';
import { get } from '../support/wire.js';

const BOX = { ...WEB, client_id: 'box', grant_types: [DEVICE_CODE, 'refresh_token'] };
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [...BOOTSTRAP.clients, TV, BOX] } });
const there = await openHouse({ replicaOf: house });
afterAll(() => Promise.all([house.close(), there.close()]));
const tv = new Television(house);
const box = new Television(house, BOX);
const path = '/oidc/device_authorization';
const errorOf = ({ status, json }: { status: number; json: any }) => [status, json.error];

describe('a device', () => {
  it('finds the endpoint and the grant type in discovery', async () => {
    const { json } = await get(house, '/oidc/.well-known/openid-configuration');
    expect(json).toMatchObject({ device_authorization_endpoint: house.issuer + '/device_authorization', grant_types_supported: expect.arrayContaining([DEVICE_CODE]) });
  });

  it('is told both codes and where to go', async () => {
    const { status, headers, json } = await tv.ask();
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    const page = `${house.publicUrl}/device`;
    expect(json).toEqual({
      ...{ device_code: expect.stringMatching(/^[\w-]{64}$/), user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/) },
      ...{ verification_uri: page, verification_uri_complete: `${page}?user_code=${json.user_code}`, expires_in: 600, interval: 5 },
    });
  });

  it('on the real openid-client, waits for the person and gets its tokens, which it refreshes', async () => {
    const party = new RelyingParty(house, TV);
    const seen: string[] = [];
    let pending = () => {};
    const first = new Promise<void>((resolve) => (pending = resolve));
    const configuration = await party.configuration(({ json }) => {
      seen.push(json.error ?? (json.access_token ? 'tokens' : 'codes'));
      if (json.error !== 'authorization_pending') return;
      house.clock.advance(5);
      pending();
    });
    const asked = await openid.initiateDeviceAuthorization(configuration, { scope: 'openid profile offline_access' });
    const consent = await enter(house, asked.user_code);
    const polling = openid.pollDeviceAuthorizationGrant(configuration, { ...asked, interval: 0.1 });
    await first;
    expect((await consent.submit('#allow')).$('#device-allowed')).toHaveLength(1);
    const tokens = await polling;
    expect([...new Set(seen)]).toEqual(['codes', 'authorization_pending', 'tokens']);
    expect([tokens.scope, tokens.claims()]).toEqual(['openid profile offline_access', expect.objectContaining({ sub: ALICE.sub, aud: 'tv' })]);
    expect((await party.refresh(tokens.refresh_token!)).tokens.access_token).toBeTruthy();
    expect(await party.userinfo(tokens.access_token)).toMatchObject({ name: ALICE.name });
  });

  it('with a secret proves itself by it', async () => {
    const { json } = await box.ask();
    const browser = new Browser(house);
    await allow(house, json.user_code, ALICE, browser);
    expect((await new Television(house, { ...BOX, client_secret: 'wrong' }).poll(json.device_code)).json.error).toBe('invalid_client');
    expect((await box.poll(json.device_code)).json.id_token).toBeTruthy();
    // The account pages tell of the device, not of the browser that allowed it.
    expect((await browser.open('/account')).$('#connections').text()).toContain('ExampleTV');
  });

  it.each<[string, Record<string, string>, unknown[]]>([
    ['no client', {}, [401, 'invalid_client']],
    ['an unknown client', { client_id: 'nobody' }, [401, 'invalid_client']],
    ['a client that must prove itself', { client_id: 'box' }, [401, 'invalid_client']],
    ['a client of another grant type', { client_id: 'native' }, [400, 'unauthorized_client']],
    ['a scope that is none', { client_id: 'tv', scope: 'a  "b' }, [400, 'invalid_scope']],
    ['a scope that is another\'s', { client_id: 'tv', scope: 'openid address' }, [400, 'invalid_scope']],
    ['an unknown resource', { client_id: 'tv', resource: 'https://elsewhere.example/' }, [400, 'invalid_target']],
  ])('with %s is refused', async (_what, params, error) => {
    const rows = async () => (await house.sql('SELECT FROM device_authorization')).length;
    const before = await rows();
    expect(errorOf(await new RelyingParty(house, TV).post(path, params))).toEqual(error);
    expect(await rows()).toBe(before);
  });

  it('sends a form and nothing twice', async () => {
    const party = new RelyingParty(house, TV);
    expect(errorOf(await party.post(path, '{"client_id":"tv"}', { headers: { 'content-type': 'application/json' } }))).toEqual([400, 'invalid_request']);
    expect(errorOf(await party.post(path, [['client_id', 'tv'], ['scope', 'openid'], ['scope', 'email']]))).toEqual([400, 'invalid_request']);
    expect((await house.fetch(path)).status).toBe(404);
  });

  it('of a disabled client gets nothing, at no step', async () => {
    const { json } = await tv.ask();
    const consent = await enter(house, json.user_code);
    await house.sql(`UPDATE client SET disabled_at = now() WHERE client_id = 'tv'`);
    expect(errorOf(await tv.ask())).toEqual([401, 'invalid_client']);
    expect((await consent.submit('#allow')).$('#oauth-error').text()).toContain('invalid_client');
    expect(errorOf(await tv.poll(json.device_code))).toEqual([401, 'invalid_client']);
    await house.sql(`UPDATE client SET disabled_at = NULL WHERE client_id = 'tv'`);
  });

  it('gets access to the resources that it asked for, or to some of them (RFC 8707)', async () => {
    const { json } = await tv.ask({ scope: 'openid orders:read', resource: API.identifier });
    const consent = await enter(house, json.user_code);
    expect(consent.text).toContain(API.identifier);
    await consent.submit('#allow');
    expect(errorOf(await tv.poll(json.device_code, { resource: 'https://elsewhere.example/' }))).toEqual([400, 'invalid_target']);
    const { access_token: token, refresh_token: refreshToken } = (await tv.poll(json.device_code)).json;
    expect([decodeJwt(token).aud, refreshToken]).toEqual([API.identifier, undefined]);
  });

  it('keeps neither of its codes in the database', async () => {
    const { json } = await tv.ask();
    await enter(house, json.user_code);
    const secret = Buffer.from(json.device_code, 'base64url').subarray(16);
    for (const table of ['device_authorization', 'interaction']) {
      const text = JSON.stringify(await house.sql(`SELECT t::text FROM ${table} t`));
      for (const code of [json.device_code, json.user_code, json.user_code.replace('-', ''), secret.toString('hex')]) expect(text).not.toContain(code);
    }
    expect(house.logs.join('')).not.toContain(json.device_code);
  });

  it('asks one replica, is allowed at the other and polls either', async () => {
    const { json } = await new Television(there).ask();
    await allow(house, json.user_code, ALICE, new Browser(house));
    expect((await tv.poll(json.device_code, {}, {}, there)).json.access_token).toBeTruthy();
  });
});
