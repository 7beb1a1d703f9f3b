import { decodeJwt } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, MACHINE, NATIVE, OTHER, ROTATIONS, under, WEB, type ClientRegistration } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { expectUnspent } from '../support/unspent.js';
import { post } from '../support/wire.js';

const IDLING: ClientRegistration = { ...WEB, refresh_token_policy: { refresh_token_idle_ttl: 3600 } };
const clients = [...BOOTSTRAP.clients, ...ROTATIONS.map((rotation) => under(rotation, IDLING))];
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients } });
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
const other = new RelyingParty(house, OTHER);
const machine = new RelyingParty(house, MACHINE);
const native = new RelyingParty(house, NATIVE);

const INACTIVE = { active: false };
const login = async () => (await web.logIn(new Browser(house), ALICE)).answer.json;
const look = async (app: RelyingParty, token: string) => (await app.call('/oidc/token/introspection', { token })).json;

describe('introspection', () => {
  it('tells of an access token to every confidential client', async () => {
    const { access_token: token, scope } = await login();
    const { iat, exp, jti } = decodeJwt(token);
    const seed = { active: true, sub: ALICE.sub, client_id: 'web', exp, iat, iss: house.issuer, jti, scope, token_type: 'Bearer' };
    expect(await look(web, token)).toMatchObject(seed);
    expect(await look(machine, token)).toMatchObject(seed);
  });

  it.each(ROTATIONS)('RT-16: under %s, tells of a refresh token to its own client, and uses nothing by looking', async (rotation) => {
    const app = new RelyingParty(house, under(rotation, IDLING));
    const { refresh_token: token } = (await app.logIn(new Browser(house), ALICE)).answer.json;
    house.clock.advance(1000);
    const seen = await look(app, token);
    expect(seen).toEqual({
      ...{ active: true, sub: ALICE.sub, client_id: app.client.client_id, iss: house.issuer, jti: expect.any(String), token_type: 'Bearer' },
      ...{ scope: WEB.scope, iat: seen.exp - 30 * 86_400, exp: expect.any(Number) },
      ...{ refresh_token_timeout: 2600, authorization_expires_in: 30 * 86_400 - 1000 },
    });
    const before = await house.sql('SELECT * FROM refresh_token WHERE grant_id = $1', [seen.jti]);
    house.clock.advance(1000);
    expect((await look(app, token)).refresh_token_timeout, 'the idle time runs on').toBe(1600);
    expect(await house.sql('SELECT * FROM refresh_token WHERE grant_id = $1', [seen.jti])).toEqual(before);
    expect(await house.sql('SELECT * FROM refresh_usage WHERE grant_id = $1', [seen.jti])).toEqual([]);
    expect(await look(other, token)).toEqual(INACTIVE);
    await expectUnspent(app, token);
  });

  it('says exactly {"active":false}, with 200, of anything else', async () => {
    const { id_token: idToken, access_token: accessToken } = await login();
    const forged = `${accessToken.slice(0, -6)}AAAAAA`;
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${accessToken.split('.')[1]}.`;
    for (const token of [idToken, forged, unsigned, 'nonsense', 'a.b.c', `evgr_${'A'.repeat(70)}`]) {
      const answer = await web.call('/oidc/token/introspection', { token });
      expect([answer.status, answer.text]).toEqual([200, '{"active":false}']);
    }
  });

  it('says a public client nothing of others, and nobody anything without authentication', async () => {
    const { access_token: token } = await login();
    expect(await look(native, token)).toEqual(INACTIVE);
    expect((await post(house, '/oidc/token/introspection', { token })).status).toBe(401);
  });

  it('finds the tokens of a disabled person and of a disabled client inactive, and an expired one', async () => {
    const { access_token: token } = await login();
    const disable = (table: string, at: string) => house.sql(`UPDATE ${table} SET disabled_at = ${at}`);
    await disable('account', 'now()');
    expect(await look(machine, token)).toEqual(INACTIVE);
    await disable('account', 'NULL');
    await house.sql(`UPDATE client SET disabled_at = now() WHERE client_id = 'web'`);
    expect(await look(machine, token)).toEqual(INACTIVE);
    await disable('client', 'NULL');
    expect((await look(machine, token)).active).toBe(true);
    house.clock.advance(3600);
    expect(await look(machine, token)).toEqual(INACTIVE);
  });
});

describe('revocation', () => {
  it('of a refresh token ends the grant\'s access tokens too, and answers 200 without a body', async () => {
    const first = await login();
    const { answer } = await web.refresh(first.refresh_token);
    const revoked = await web.call('/oidc/token/revocation', { token: first.refresh_token, token_type_hint: 'access_token' });
    expect([revoked.status, revoked.text]).toEqual([200, '']);
    for (const token of [first.refresh_token, first.access_token, answer.json.access_token]) expect(await look(web, token)).toEqual(INACTIVE);
    expect((await web.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: first.refresh_token })).json.error).toBe('invalid_grant');
  });

  it('of an access token ends that one alone', async () => {
    const first = await login();
    const { answer } = await web.refresh(first.refresh_token);
    for (let n = 0; n < 2; n++) expect((await web.call('/oidc/token/revocation', { token: first.access_token })).status).toBe(200);
    expect(await look(web, first.access_token)).toEqual(INACTIVE);
    expect((await look(web, answer.json.access_token)).active).toBe(true);
    expect((await look(web, first.refresh_token)).active).toBe(true);
  });

  it('of an unknown token is 200 as well; another client\'s token is refused and lives on', async () => {
    const unknown = await web.call('/oidc/token/revocation', { token: 'nonsense' });
    expect([unknown.status, unknown.text]).toEqual([200, '']);
    const { refresh_token: refreshToken, access_token: accessToken } = await login();
    for (const token of [refreshToken, accessToken]) {
      const refused = await other.call('/oidc/token/revocation', { token });
      expect([refused.status, refused.json.error]).toEqual([400, 'invalid_request']);
      expect((await look(web, token)).active).toBe(true);
    }
  });
});
