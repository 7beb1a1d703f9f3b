import { randomUUID, createHash } from 'node:crypto';
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, NATIVE, under, WEB, type ClientRegistration } from '../support/data.js';
import { openHouse, type House } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { post, type Answer } from '../support/wire.js';

/** A public client as it is registered: by default it rotates, unless it proves a key. */
const APP: ClientRegistration = { ...NATIVE, refresh_token_policy: undefined };
/** One that turns its tokens for all that. */
const TURNING = under('rotate', APP);
const bootstrap = { ...BOOTSTRAP, clients: [WEB, APP, TURNING] };
const house = await openHouse({ bootstrap });
const demanding = await openHouse({ replicaOf: house, bootstrap, settings: { DPOP_NONCE: 'required' } });
afterAll(() => Promise.all([house.close(), demanding.close()]));

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
let [mine, other]: Keys[] = [];
beforeAll(async () => {
  [mine, other] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
});

/** RFC 9449 §4.2. */
async function proof(keys: Keys, { path = '/oidc/token', method = 'POST', ...more }: Record<string, string> = {}): Promise<string> {
  const iat = Math.floor(house.clock.now().getTime() / 1000);
  const claims = { htm: method, htu: house.publicUrl + path, jti: randomUUID(), iat, ...more };
  return new SignJWT(claims).setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: await exportJWK(keys.publicKey) }).sign(keys.privateKey);
}

const send = (params: Record<string, string>, dpop?: string, at: House = house) =>
  post(at, '/oidc/token', { client_id: APP.client_id, ...params }, { headers: dpop ? { dpop } : {} });
const refresh = (token: string, dpop?: string, at?: House) => send({ grant_type: 'refresh_token', refresh_token: token }, dpop, at);
const verdictsOf = async ({ json }: Answer) =>
  (await house.sql('SELECT verdict FROM refresh_usage WHERE grant_id = $1 ORDER BY at, id', [decodeJwt(json.access_token).jti!.slice(0, 36)])).map(({ verdict }) => verdict);

async function login(app = APP): Promise<Answer> {
  const { callback, checks } = await new RelyingParty(house, app).authorize(new Browser(house), ALICE);
  const code = { code: callback.searchParams.get('code')!, code_verifier: checks.pkceCodeVerifier as string, redirect_uri: APP.redirect_uris![0]! };
  return send({ client_id: app.client_id, grant_type: 'authorization_code', ...code }, await proof(mine!));
}

describe('RT-17: a refresh token bound to a key', () => {
  it('is issued for the key that was proved, and comes back the same: the key makes rotation needless', async () => {
    const { json } = await login();
    expect(json.token_type).toBe('DPoP');
    expect(decodeJwt(json.access_token).cnf).toEqual({ jkt: await calculateJwkThumbprint(await exportJWK(mine!.publicKey)) });
    const again = await refresh(json.refresh_token, await proof(mine!));
    expect(again.json).toMatchObject({ refresh_token: json.refresh_token, token_type: 'DPoP' });
  });

  it('is refused without a proof, with another key\'s, with a used, an altered or a foreign one; nothing is spent', async () => {
    const first = await login();
    const { json } = first;
    const used = await proof(mine!);
    expect((await refresh(json.refresh_token, used)).status).toBe(200);
    const wrong: [string | undefined, string][] = [
      [undefined, 'invalid_grant'],
      [await proof(other!), 'invalid_grant'],
      [used, 'invalid_dpop_proof'],
      [`${(await proof(mine!)).slice(0, -4)}AAAA`, 'invalid_dpop_proof'],
      [await proof(mine!, { path: '/oidc/me' }), 'invalid_dpop_proof'],
      [await proof(mine!, { method: 'GET' }), 'invalid_dpop_proof'],
      ['nonsense', 'invalid_dpop_proof'],
    ];
    for (const [dpop, error] of wrong) {
      const answer = await refresh(json.refresh_token, dpop);
      expect([answer.status, answer.json.error]).toEqual([400, error]);
    }
    expect(await verdictsOf(first)).toEqual(['reused', 'proof_missing', 'key_mismatch']);
    expect((await refresh(json.refresh_token, await proof(mine!))).status).toBe(200);
  });

  it.each([APP, TURNING])('$client_id: works with a nonce where one is demanded: use_dpop_nonce, then once', async (app) => {
    const bound = await login(app);
    const turn = async (dpop: string) => send({ client_id: app.client_id, grant_type: 'refresh_token', refresh_token: bound.json.refresh_token }, dpop, demanding);
    const first = await turn(await proof(mine!));
    expect([first.status, first.json.error]).toEqual([400, 'use_dpop_nonce']);
    const retry = await proof(mine!, { nonce: first.headers.get('dpop-nonce')! });
    expect((await turn(retry)).status).toBe(200);
    expect((await turn(retry)).json.error).toBe('invalid_dpop_proof');
    expect(await verdictsOf(bound)).toEqual([app === TURNING ? 'rotated' : 'reused']);
  });

  it('under rotate: the successor is bound to the same key, and nobody without it can spend, retry or replay', async () => {
    const first = await login(TURNING);
    const turn = (token: string, dpop?: string) => send({ client_id: TURNING.client_id, grant_type: 'refresh_token', refresh_token: token }, dpop);
    const { json } = await turn(first.json.refresh_token, await proof(mine!));
    expect(json).toMatchObject({ token_type: 'DPoP', refresh_token: expect.not.stringContaining(first.json.refresh_token) });
    expect(decodeJwt(json.access_token).cnf).toEqual(decodeJwt(first.json.access_token).cnf);
    for (const seconds of [0, 30]) {
      house.clock.advance(seconds);
      for (const token of [first.json.refresh_token, json.refresh_token]) {
        expect((await turn(token)).json.error).toBe('invalid_grant');
        expect((await turn(token, await proof(other!))).json.error).toBe('invalid_grant');
      }
    }
    expect((await turn(json.refresh_token, await proof(mine!))).json.refresh_token).not.toBe(json.refresh_token);
    expect(await verdictsOf(first)).toEqual(['rotated', ...Array(4).fill(['proof_missing', 'key_mismatch']).flat(), 'rotated']);
  });
});

describe('an access token bound to a key (RFC 9449 §7)', () => {
  it('opens userinfo with its key alone, and introspects with it', async () => {
    const { access_token: token } = (await login()).json;
    const me = async (scheme: string, dpop?: string) => (await house.fetch('/oidc/me', { headers: { authorization: `${scheme} ${token}`, ...(dpop && { dpop }) } })).status;
    const at = { path: '/oidc/me', method: 'GET', ath: createHash('sha256').update(token).digest('base64url') };
    expect(await me('DPoP', await proof(mine!, at))).toBe(200);
    expect(await me('Bearer')).toBe(401);
    expect(await me('Bearer', await proof(mine!, at))).toBe(401);
    expect(await me('DPoP')).toBe(401);
    expect(await me('DPoP', await proof(other!, at))).toBe(401);
    expect(await me('DPoP', await proof(mine!, { ...at, ath: 'x' }))).toBe(401);
    expect(await new RelyingParty(house, WEB).introspect(token)).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt: expect.any(String) } });
  });
});
