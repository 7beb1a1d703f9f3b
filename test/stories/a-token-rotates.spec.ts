import { decodeJwt } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { Housekeeping } from '../../src/housekeeping.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, NATIVE, ROTATIONS, under, WEB, type ClientRegistration } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { get, type Answer } from '../support/wire.js';

const PUBLIC: ClientRegistration = { ...NATIVE, client_id: 'public', refresh_token_policy: undefined };
const EXPIRING: ClientRegistration = { ...WEB, refresh_token_policy: { retry_window: 30, refresh_token_ttl: 86_400, refresh_token_idle_ttl: 3600 } };
const ROTATING = under('rotate', EXPIRING);

const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [PUBLIC, ...ROTATIONS.map((rotation) => under(rotation, EXPIRING))] } });
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

describe.each(ROTATIONS)('RT-14: under %s, idle and absolute expiry, whatever housekeeping does,', (rotation) => {
  const party = new RelyingParty(house, under(rotation, EXPIRING));
  const wait = async (seconds: number) => {
    house.clock.advance(seconds);
    await house.app.get(Housekeeping).sweep();
  };
  const verdictOf = async ({ headers }: Answer) =>
    (await house.sql('SELECT verdict FROM refresh_usage WHERE request_id = $1', [headers.get('x-request-id')]))[0]!.verdict;

  it('let it be used at idle − 1 s until absolute − 1 s, and the answers say so', async () => {
    const first = await login(party);
    let token = first.refresh_token;
    expect(first).toMatchObject({ refresh_token_timeout: 3600, authorization_expires_in: 86_400 });
    const ages = [...Array.from({ length: 24 }, (_, n) => (n + 1) * 3599), 86_399];
    for (const [index, age] of ages.entries()) {
      await wait(age - (ages[index - 1] ?? 0));
      const left = 86_400 - age;
      expect(await party.introspect(token)).toMatchObject({ active: true, refresh_token_timeout: Math.min(1, left), authorization_expires_in: left });
      const { status, json } = await refresh(token, {}, party);
      expect([left, status]).toEqual([left, 200]);
      expect(json).toMatchObject({ refresh_token_timeout: Math.min(3600, left), authorization_expires_in: left });
      token = json.refresh_token;
    }
    await wait(1);
    expect(await verdictOf(await refresh(token, {}, party))).toBe('expired');
  });

  it('end it after an hour without use, and introspection knew', async () => {
    const { refresh_token: first } = await login(party);
    await wait(1800);
    const { refresh_token: token } = (await refresh(first, {}, party)).json;
    await wait(3599);
    expect(await party.introspect(token)).toMatchObject({ active: true, refresh_token_timeout: 1 });
    await wait(1);
    expect(await party.introspect(token)).toEqual({ active: false });
    const refused = await refresh(token, {}, party);
    expect([refused.json.error, await verdictOf(refused)]).toEqual(['invalid_grant', 'idle']);
  });
});

it('RT-14: under reuse a use is seldom written to the family\'s row: for an hour\'s idle time, every six minutes', async () => {
  const party = new RelyingParty(house, under('reuse', EXPIRING));
  const { refresh_token: token } = await login(party);
  const { jti } = await party.introspect(token);
  const versions = [];
  for (let minute = 1; minute <= 30; minute++) {
    house.clock.advance(60);
    expect((await refresh(token, {}, party)).status).toBe(200);
    versions.push(...(await house.sql<{ xmin: string }>('SELECT xmin::text FROM refresh_token WHERE grant_id = $1', [jti])));
  }
  expect(new Set(versions.map(({ xmin }) => xmin)).size).toBe(1 + 5);
});

it('RT-14: metadata says which expirations are told', async () => {
  const { json } = await get(house, '/oidc/.well-known/openid-configuration');
  expect(json.refresh_token_expiration_types_supported).toEqual(['authorization', 'token_timeout']);
});
