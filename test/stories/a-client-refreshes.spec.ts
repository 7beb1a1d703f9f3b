import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { tokenHash } from '../../src/protocol/token-hash.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, OTHER, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

/** An application that signs its ID tokens the cheaper way. */
const ELLIPTIC = { ...WEB, client_id: 'elliptic', id_token_signed_response_alg: 'ES256' };

const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [...BOOTSTRAP.clients, ELLIPTIC] } });
afterAll(() => house.close());

/** The seed's members, in its order, and then how long the refresh token lasts. */
const MEMBERS = ['access_token', 'expires_in', 'id_token', 'refresh_token', 'scope', 'token_type', 'refresh_token_timeout', 'authorization_expires_in'];
const app = new RelyingParty(house, WEB);
const { answer: first } = await app.logIn(new Browser(house), ALICE, { scope: 'openid profile offline_access phone email' });
const token: string = first.json.refresh_token;

function claimsOf({ json }: { json: any }) {
  return { access: decodeJwt(json.access_token), id: decodeJwt(json.id_token) };
}

describe('a client refreshes', () => {
  it('20 times with one token: the same string comes back, everything else is new, the first six members are the seed\'s', async () => {
    const original = claimsOf(first);
    expect(Object.keys(first.json)).toEqual(MEMBERS);
    const seen = new Set([original.access.jti]);
    for (let n = 0; n < 20; n++) {
      house.clock.advance(60);
      const { answer } = await app.refresh(token);
      expect(Object.keys(answer.json)).toEqual(MEMBERS);
      expect(answer.json).toMatchObject({ refresh_token: token, expires_in: 3600, token_type: 'Bearer', scope: 'openid profile offline_access phone email' });
      const { access, id } = claimsOf(answer);
      const iat = Math.floor(house.clock.now().getTime() / 1000);
      expect(access).toEqual({ ...original.access, jti: expect.any(String), iat, exp: iat + 3600 });
      expect(id.at_hash).toBe(tokenHash(answer.json.access_token, 'RS256'));
      seen.add(access.jti);
    }
    expect(seen.size).toBe(21);
  });

  it('RT-19: the ID token keeps iss, sub, aud, auth_time and sid, and loses the nonce', async () => {
    const { nonce, ...kept } = claimsOf(first).id;
    expect(nonce).toBeTypeOf('string');
    const { answer } = await app.refresh(token);
    const now = Math.floor(house.clock.now().getTime() / 1000);
    expect(claimsOf(answer).id).toEqual({ ...kept, at_hash: tokenHash(answer.json.access_token, 'RS256'), iat: now, exp: now + 3600 });
  });

  it('RT-19: at_hash is right for ES256 too', async () => {
    const elliptic = new RelyingParty(house, ELLIPTIC);
    const { answer } = await elliptic.logIn(new Browser(house), ALICE);
    const { answer: refreshed } = await elliptic.refresh(answer.json.refresh_token);
    expect(decodeProtectedHeader(refreshed.json.id_token)).toMatchObject({ alg: 'ES256', typ: 'JWT' });
    expect(decodeProtectedHeader(refreshed.json.access_token)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    expect(claimsOf(refreshed).id.at_hash).toBe(tokenHash(refreshed.json.access_token, 'ES256'));
  });

  it('RT-21: auth_time, acr and amr of the access token stay the original authentication\'s', async () => {
    house.clock.advance(1000);
    const { answer } = await app.refresh(token);
    const { auth_time, acr, amr } = claimsOf(first).access;
    expect(claimsOf(answer).access).toMatchObject({ auth_time, acr, amr });
    expect([acr, amr]).toEqual(['1', ['pwd']]);
  });

  it('RT-05: a narrower scope narrows the access token once; the next refresh has the full set again', async () => {
    const { answer: narrow } = await app.refresh(token, { scope: 'openid email' });
    expect(narrow.json.scope).toBe('openid email');
    expect(claimsOf(narrow).access.scope).toBe('openid email');
    const { answer: full } = await app.refresh(token);
    expect(full.json.scope).toBe('openid profile offline_access phone email');
  });

  it('RT-06: a wider scope is invalid_scope and spends nothing', async () => {
    const wider = await app.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token, scope: 'openid address' });
    expect([wider.status, wider.json.error]).toEqual([400, 'invalid_scope']);
    expect((await app.refresh(token)).answer.status).toBe(200);
  });

  it('RT-20: without openid there is no ID token', async () => {
    const { answer } = await app.refresh(token, { scope: 'profile email' });
    expect(Object.keys(answer.json)).toEqual(MEMBERS.filter((member) => member !== 'id_token'));
  });

  it('RT-07: scope, resources, binding and authentication are those of the login, refresh after refresh', async () => {
    const other = new RelyingParty(house, OTHER);
    const { answer } = await other.logIn(new Browser(house), ALICE, { scope: 'openid offline_access orders:read', resource: 'https://api.example/' });
    const original = claimsOf(answer).access;
    expect(original.aud).toBe('https://api.example/');
    for (let n = 0; n < 3; n++) {
      const { answer: again } = await other.refresh(answer.json.refresh_token);
      expect(claimsOf(again).access).toEqual({ ...original, jti: expect.any(String), iat: expect.any(Number), exp: expect.any(Number) });
    }
  });
});

describe('a refresh token ends', () => {
  it('at its own expiry, which no refresh moves, whatever lifetimes are set later', async () => {
    const short = new RelyingParty(house, WEB);
    const { answer } = await short.logIn(new Browser(house), ALICE);
    const { exp } = await short.introspect(answer.json.refresh_token);
    await house.sql(`UPDATE client SET refresh_token_ttl = 9999999, access_token_ttl = 120 WHERE client_id = 'web'`);
    house.clock.advance(86_400);
    expect((await short.refresh(answer.json.refresh_token)).answer.json.expires_in).toBe(120);
    house.clock.advance(29 * 86_400 - 1);
    const { answer: last } = await short.refresh(answer.json.refresh_token);
    expect(last.json, 'RT-15: no access token outlives the authorization').toMatchObject({ expires_in: 1, authorization_expires_in: 1 });
    expect((await short.introspect(answer.json.refresh_token)).exp).toBe(exp);
    house.clock.advance(1);
    const refused = await short.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: answer.json.refresh_token });
    expect([refused.status, refused.json.error]).toEqual([400, 'invalid_grant']);
  });
});
