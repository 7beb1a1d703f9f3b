import { decodeJwt } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, NATIVE, WEB, type ClientRegistration } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { get } from '../support/wire.js';

const PUBLIC: ClientRegistration = { ...NATIVE, client_id: 'public', refresh_token_policy: undefined };
const ROTATING: ClientRegistration = {
  ...{ ...WEB, client_id: 'rotating' },
  refresh_token_policy: { rotation: 'rotate', retry_window: 30, refresh_token_ttl: 86_400, refresh_token_idle_ttl: 3600 },
};

const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [...BOOTSTRAP.clients, PUBLIC, ROTATING] } });
afterAll(() => house.close());

const app = new RelyingParty(house, ROTATING);
const login = async (party = app) => (await party.logIn(new Browser(house), ALICE)).answer.json;
const refresh = (token: string, more = {}, party = app) => party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token, ...more });
const verdictsOf = async (token: string) => {
  const { jti } = await app.introspect(token);
  return (await house.sql<{ verdict: string }>('SELECT verdict FROM refresh_usage WHERE grant_id = $1 ORDER BY at, id', [jti])).map(({ verdict }) => verdict);
};

describe('under rotate', () => {
  it('RT-08: every success returns a new token, and the family stays one row', async () => {
    let { refresh_token: token } = await login();
    const seen = new Set([token]);
    for (let n = 0; n < 10; n++) {
      const { status, json } = await refresh(token);
      expect(status).toBe(200);
      seen.add((token = json.refresh_token));
    }
    expect(seen.size).toBe(11);
    const { jti } = await app.introspect(token);
    expect(await house.sql('SELECT generation FROM refresh_token WHERE grant_id = $1', [jti])).toEqual([{ generation: 10 }]);
  });

  it('is the default of a public client without a key', async () => {
    const party = new RelyingParty(house, PUBLIC);
    const { refresh_token: token } = await login(party);
    expect((await refresh(token, {}, party)).json.refresh_token).not.toBe(token);
  });

  it('RT-07: the successor has the same scope and authentication; RT-13: and does not outlive the first expiry', async () => {
    const first = await login();
    const before = await app.introspect(first.refresh_token);
    house.clock.advance(1000);
    const { json } = await refresh(first.refresh_token);
    const { exp, iat, scope, sub, jti } = await app.introspect(json.refresh_token);
    expect({ exp, iat, scope, sub, jti }).toEqual({ exp: before.exp, iat: before.iat, scope: before.scope, sub: before.sub, jti: before.jti });
    const keep = ({ auth_time, acr, amr, sid }: Record<string, unknown>) => ({ auth_time, acr, amr, sid });
    expect(keep(decodeJwt(json.id_token))).toEqual(keep(decodeJwt(first.id_token)));
  });

  it('a narrower scope narrows one access token, not the successor (RT-05)', async () => {
    const { json } = await refresh((await login()).refresh_token, { scope: 'openid' });
    expect(json.scope).toBe('openid');
    expect((await refresh(json.refresh_token)).json.scope).toBe(ROTATING.scope);
  });
});

describe('RT-12: a retry', () => {
  it('gets the same successor as often as it comes, and its count is in the ledger', async () => {
    const { refresh_token: token } = await login();
    const { json } = await refresh(token);
    for (let n = 0; n < 3; n++) expect((await refresh(token)).json.refresh_token).toBe(json.refresh_token);
    expect(await verdictsOf(json.refresh_token)).toEqual(['rotated', 'retried', 'retried', 'retried']);
  });

  it('is welcome for 30 seconds from the rotation, which no retry prolongs', async () => {
    const { refresh_token: token } = await login();
    const { json } = await refresh(token);
    house.clock.advance(29);
    expect((await refresh(token)).json.refresh_token).toBe(json.refresh_token);
    house.clock.advance(1);
    expect((await refresh(token)).json.error).toBe('invalid_grant');
  });

  it('is over when the successor is first used', async () => {
    const { refresh_token: token } = await login();
    const { json } = await refresh(token);
    const next = await refresh(json.refresh_token);
    expect((await refresh(token)).json.error).toBe('invalid_grant');
    expect((await refresh(next.json.refresh_token)).json.error).toBe('invalid_grant');
  });
});

describe('RT-14: idle and absolute expiry', () => {
  it('use at idle − 1 s works until absolute − 1 s, and the answers say so', async () => {
    const first = await login();
    let token = first.refresh_token;
    expect(first).toMatchObject({ refresh_token_timeout: 3600, authorization_expires_in: 86_400 });
    for (let left = 86_400 - 3599; left > 0; left -= 3599) {
      house.clock.advance(3599);
      const { status, json } = await refresh(token);
      expect([left, status]).toEqual([left, 200]);
      expect(json).toMatchObject({ refresh_token_timeout: Math.min(3600, left), authorization_expires_in: left });
      token = json.refresh_token;
    }
  });

  it('is idle after an hour without use, and introspection knew', async () => {
    const { refresh_token: token } = await login();
    house.clock.advance(3599);
    expect(await app.introspect(token)).toMatchObject({ active: true, refresh_token_timeout: 1 });
    house.clock.advance(1);
    expect(await app.introspect(token)).toEqual({ active: false });
    expect((await refresh(token)).json.error).toBe('invalid_grant');
    const [{ verdict }] = (await house.sql('SELECT verdict FROM refresh_usage ORDER BY at DESC, id DESC LIMIT 1')) as [{ verdict: string }];
    expect(verdict).toBe('idle');
  });
});

it('metadata says which expirations are told', async () => {
  const { json } = await get(house, '/oidc/.well-known/openid-configuration');
  expect(json.refresh_token_expiration_types_supported).toEqual(['authorization', 'token_timeout']);
});
