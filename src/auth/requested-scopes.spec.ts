import 'reflect-metadata';
import { describe, expect, it } from 'vitest';
import type { Client } from '../client/client.entity.js';
import { permittedClaims, requestedScopes, scopesToConsent } from './requested-scopes.js';

const ORDERS = { identifier: 'https://orders.example/', scopes: ['orders:read', 'orders:write'] };

const clientWith = (rest: Partial<Client> = {}) =>
  ({ scopes: ['openid', 'profile', 'offline_access', 'orders:read'], grantTypes: ['authorization_code', 'refresh_token'], requireConsent: true, ...rest }) as Client;

describe('the scopes of a request', () => {
  it.each([
    ['are those asked for', ['openid', 'orders:read'], clientWith(), [], ['openid', 'orders:read']],
    ['leave out what nobody knows', ['openid', 'moon'], clientWith(), [], ['openid']],
    ['may lack openid', [], clientWith(), [], []],
    ['hold offline_access when consent is asked for', ['offline_access'], clientWith(), ['consent'], ['offline_access']],
    ['… and not otherwise', ['offline_access'], clientWith(), [], []],
    ['… but for a client that needs no consent', ['offline_access'], clientWith({ requireConsent: false }), [], ['offline_access']],
    ['… and not for one without refresh tokens', ['offline_access'], clientWith({ grantTypes: ['authorization_code'] }), ['consent'], []],
  ])('%s', (_, asked, client, prompts, expected) => {
    expect(requestedScopes(asked, client, [ORDERS], prompts)).toEqual(expected);
  });

  it.each(['orders:write', 'email', 'tokens:read'])('may not hold %s, which the client has not registered', (scope) => {
    expect(() => requestedScopes([scope], clientWith(), [ORDERS], [])).toThrow('invalid_scope');
  });
});

describe('the claims of a request', () => {
  const claims = { id_token: { auth_time: { essential: true }, nickname: null }, userinfo: { email: null } };

  it('leave out what the client could not have by a scope', () => {
    expect(permittedClaims(claims, clientWith())).toEqual({ id_token: claims.id_token, userinfo: {} });
  });

  it('have the person asked about the scopes that they belong to', () => {
    expect(scopesToConsent(['openid'], claims)).toEqual(['openid', 'profile', 'email']);
  });
});
