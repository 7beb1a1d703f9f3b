import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenHash } from '../../src/protocol/token-hash.js';
import { Browser } from '../support/browser.js';
import { ALICE, API, BOOTSTRAP, OTHER, ROTATIONS, under, WEB, type ClientRegistration } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { expectUnspent } from '../support/unspent.js';
import type { Answer } from '../support/wire.js';

/** An application that signs its ID tokens the cheaper way. */
const ELLIPTIC: ClientRegistration = { ...WEB, client_id: 'elliptic', id_token_signed_response_alg: 'ES256' };
const FILES = { identifier: 'https://files.example/', scopes: ['files:read'] };

const clients = ROTATIONS.flatMap((rotation) => [WEB, OTHER, ELLIPTIC].map((client) => under(rotation, client)));
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients, resources: [API, FILES] } });
afterAll(() => house.close());

/** The seed's members, in its order, and then how long the refresh token lasts. */
const MEMBERS = ['access_token', 'expires_in', 'id_token', 'refresh_token', 'scope', 'token_type', 'refresh_token_timeout', 'authorization_expires_in'];
const SCOPE = 'openid profile offline_access phone email';

const claimsOf = ({ json }: Answer) => ({ access: decodeJwt(json.access_token), id: decodeJwt(json.id_token) });
const now = () => Math.floor(house.clock.now().getTime() / 1000);

/** A login, and the token to come back with, whichever that is. */
class Family {
  constructor(
    readonly app: RelyingParty,
    readonly first: Answer,
    public token: string = first.json.refresh_token,
  ) {}

  static async begin(client: ClientRegistration, changes: Record<string, string> = {}): Promise<Family> {
    const app = new RelyingParty(house, client);
    return new Family(app, (await app.logIn(new Browser(house), ALICE, changes)).answer);
  }

  async refresh(params?: Record<string, string>): Promise<Answer> {
    const { answer } = await this.app.refresh(this.token, params);
    this.token = answer.json.refresh_token;
    return answer;
  }

  /** Asks for too much; then nothing has been spent. */
  async ask(params: Record<string, string>): Promise<[number, string]> {
    const { status, json } = await this.app.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: this.token, ...params });
    this.token = await expectUnspent(this.app, this.token);
    return [status, json.error];
  }
}

describe.each(ROTATIONS)('under %s, a client refreshes', (rotation) => {
  let family: Family;
  beforeAll(async () => {
    family = await Family.begin(under(rotation, WEB), { scope: SCOPE });
  });

  it(`20 times: the token ${rotation === 'reuse' ? 'comes back the same' : 'is another each time'}, all else is new, the first six members are the seed's`, async () => {
    const original = claimsOf(family.first);
    expect(Object.keys(family.first.json)).toEqual(MEMBERS);
    const [seen, tokens] = [new Set([original.access.jti]), new Set([family.token])];
    for (let n = 0; n < 20; n++) {
      house.clock.advance(60);
      const answer = await family.refresh();
      expect(Object.keys(answer.json)).toEqual(MEMBERS);
      expect(answer.json).toMatchObject({ expires_in: 3600, token_type: 'Bearer', scope: SCOPE });
      const { access, id } = claimsOf(answer);
      expect(access).toEqual({ ...original.access, jti: expect.any(String), iat: now(), exp: now() + 3600 });
      expect(id.at_hash).toBe(tokenHash(answer.json.access_token, 'RS256'));
      seen.add(access.jti);
      tokens.add(family.token);
    }
    expect([seen.size, tokens.size]).toEqual([21, rotation === 'reuse' ? 1 : 21]);
  });

  it('RT-19: the ID token keeps iss, sub, aud, auth_time and sid, and loses the nonce', async () => {
    const { nonce, ...kept } = claimsOf(family.first).id;
    expect(nonce).toBeTypeOf('string');
    for (const name of ['iss', 'sub', 'aud', 'auth_time', 'sid']) expect(kept, name).toHaveProperty(name);
    const answer = await family.refresh();
    expect(claimsOf(answer).id).toEqual({ ...kept, at_hash: tokenHash(answer.json.access_token, 'RS256'), iat: now(), exp: now() + 3600 });
  });

  it('RT-19: at_hash is right for ES256 too', async () => {
    const refreshed = await (await Family.begin(under(rotation, ELLIPTIC))).refresh();
    expect(decodeProtectedHeader(refreshed.json.id_token)).toMatchObject({ alg: 'ES256', typ: 'JWT' });
    expect(decodeProtectedHeader(refreshed.json.access_token)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    expect(claimsOf(refreshed).id.at_hash).toBe(tokenHash(refreshed.json.access_token, 'ES256'));
  });

  it('RT-21: auth_time, acr and amr of the access token stay the original authentication\'s', async () => {
    house.clock.advance(1000);
    const { auth_time, acr, amr } = claimsOf(family.first).access;
    expect(claimsOf(await family.refresh()).access).toMatchObject({ auth_time, acr, amr });
    expect([acr, amr, now() - Number(auth_time)]).toEqual(['1', ['pwd'], 2200]);
  });

  it('RT-05: a narrower scope narrows the access token once; the next refresh has the full set again', async () => {
    const narrow = await family.refresh({ scope: 'openid email' });
    expect(narrow.json.scope).toBe('openid email');
    expect(claimsOf(narrow).access.scope).toBe('openid email');
    const full = await family.refresh();
    expect([full.json.scope, claimsOf(full).access.scope]).toEqual([SCOPE, SCOPE]);
  });

  it('RT-06: a wider scope is invalid_scope and spends nothing', async () => {
    expect(await family.ask({ scope: 'openid address' })).toEqual([400, 'invalid_scope']);
    expect(await family.ask({ scope: `${SCOPE} address` })).toEqual([400, 'invalid_scope']);
  });

  it('RT-20: without openid there is no ID token', async () => {
    const { json } = await family.refresh({ scope: 'profile email' });
    expect(Object.keys(json)).toEqual(MEMBERS.filter((member) => member !== 'id_token'));
  });
});

describe.each(ROTATIONS)('under %s, for resources', (rotation) => {
  const client = under(rotation, OTHER);

  it('RT-07: scope, resources and authentication are those of the login, refresh after refresh', async () => {
    const family = await Family.begin(client, { scope: 'openid offline_access orders:read', resource: API.identifier });
    const original = claimsOf(family.first).access;
    expect(original.aud).toBe(API.identifier);
    for (let n = 0; n < 3; n++) {
      house.clock.advance(60);
      expect(claimsOf(await family.refresh()).access).toEqual({ ...original, jti: expect.any(String), iat: now(), exp: now() + 3600 });
    }
  });

  it('RT-18: a part of them narrows aud, once; what is outside the grant is invalid_target and spends nothing', async () => {
    const resource = `${API.identifier} ${FILES.identifier}`;
    const family = await Family.begin(client, { scope: 'openid offline_access', resource });
    const audienceOf = async (params?: Record<string, string>) => claimsOf(await family.refresh(params)).access.aud;
    expect(claimsOf(family.first).access.aud).toEqual([API.identifier, FILES.identifier]);
    expect(await audienceOf({ resource: FILES.identifier })).toBe(FILES.identifier);
    expect(await audienceOf()).toEqual([API.identifier, FILES.identifier]);
    for (const outside of ['https://else.example/', `${API.identifier} https://else.example/`, `${API.identifier}orders`, 'nonsense']) {
      expect(await family.ask({ resource: outside })).toEqual([400, 'invalid_target']);
    }
  });
});

describe.each(ROTATIONS)('under %s, a refresh token ends', (rotation) => {
  it('RT-15: at its own expiry, which no refresh moves, whatever lifetimes are set later; no access token outlives it', async () => {
    const client = under(rotation, WEB);
    const family = await Family.begin(client);
    const { exp } = await family.app.introspect(family.token);
    await house.sql(`UPDATE client SET refresh_token_ttl = 9999999, access_token_ttl = 120 WHERE client_id = $1`, [client.client_id]);
    house.clock.advance(86_400);
    expect((await family.refresh()).json.expires_in).toBe(120);
    house.clock.advance(29 * 86_400 - 1);
    const last = await family.refresh();
    expect(last.json).toMatchObject({ expires_in: 1, authorization_expires_in: 1 });
    expect(claimsOf(last).access.exp).toBe(exp);
    expect((await family.app.introspect(family.token)).exp).toBe(exp);
    house.clock.advance(1);
    const refused = await family.app.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: family.token });
    expect([refused.status, refused.json.error]).toEqual([400, 'invalid_grant']);
    expect(await family.app.introspect(last.json.access_token)).toEqual({ active: false });
  });
});
