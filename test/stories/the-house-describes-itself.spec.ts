import { calculateJwkThumbprint, decodeProtectedHeader } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { get } from '../support/wire.js';

const house = await openHouse();
afterAll(() => house.close());

const CONFIGURATION = '/oidc/.well-known/openid-configuration';

describe('discovery', () => {
  it('is the same document at the OpenID address and at both of RFC 8414', async () => {
    const { json, text } = await get(house, CONFIGURATION);
    expect(json.issuer).toBe(house.issuer);
    for (const path of ['/.well-known/oauth-authorization-server/oidc', '/oidc/.well-known/oauth-authorization-server']) {
      expect((await get(house, path)).text).toBe(text);
    }
  });

  it('names endpoints that are there, and the scopes of the admin API', async () => {
    const { json } = await get(house, CONFIGURATION);
    const addresses = Object.entries<string>(json).filter(([name]) => name.endsWith('_endpoint') || name === 'jwks_uri');
    expect(addresses.map(([name]) => name)).toHaveLength(10);
    for (const [name, address] of addresses) {
      const url = name === 'grant_management_endpoint' ? `${address}/some-grant` : address;
      const takesPost = /token_endpoint|device|introspection|revocation/.test(name);
      expect((await house.fetch(url, { method: takesPost ? 'POST' : 'GET' })).status, name).not.toBe(404);
    }
    expect(json.scopes_supported).toEqual(expect.arrayContaining(['openid', 'offline_access', 'orders:read', 'tokens:read', 'keys:write']));
  });
});

describe('the JWKS', () => {
  it('has public members only, and names its keys by their RFC 7638 thumbprint', async () => {
    const { json } = await get(house, '/oidc/.well-known/jwks.json');
    expect(json.keys.map(({ alg }: { alg: string }) => alg).toSorted()).toEqual(['ES256', 'EdDSA', 'RS256']);
    for (const key of json.keys) {
      expect(key.kid).toBe(await calculateJwkThumbprint(key));
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(key).not.toHaveProperty(secret);
    }
    const { answer } = await new RelyingParty(house, WEB).logIn(new Browser(house), ALICE);
    expect(json.keys.map(({ kid }: { kid: string }) => kid)).toContain(decodeProtectedHeader(answer.json.access_token).kid);
  });
});

describe('CORS', () => {
  const preflight = (path: string) =>
    house.fetch(path, { method: 'OPTIONS', headers: { origin: 'https://spa.example', 'access-control-request-method': 'POST' } });

  it.each([CONFIGURATION, '/oidc/.well-known/jwks.json', '/oidc/token', '/oidc/token/revocation', '/oidc/me'])('is open at %s, without credentials', async (path) => {
    const { headers } = await preflight(path);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it.each(['/oidc/auth', '/oidc/session/end', '/oidc/token/introspection', '/interaction/x/login'])('is closed at %s', async (path) => {
    expect((await preflight(path)).headers.get('access-control-allow-origin')).toBeNull();
    const simple = await house.fetch(path, { headers: { origin: 'https://spa.example' } });
    expect(simple.headers.get('access-control-allow-origin')).toBeNull();
  });
});

it('is alive and ready', async () => {
  for (const path of ['/health/live', '/health/ready']) expect(await get(house, path)).toMatchObject({ status: 200, json: { status: 'ok' } });
});
