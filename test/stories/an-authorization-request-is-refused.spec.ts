import { afterAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, API, BOOTSTRAP, MACHINE, NATIVE, WEB, type ClientRegistration } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const DISABLED: ClientRegistration = { ...WEB, client_id: 'disabled' };
const CODELESS: ClientRegistration = { ...MACHINE, client_id: 'codeless', redirect_uris: ['https://app.example/callback'] };

const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [WEB, NATIVE, DISABLED, CODELESS], resources: [API] } });
afterAll(() => house.close());
await house.sql(`UPDATE client SET disabled_at = now() WHERE client_id = 'disabled'`);
const web = new RelyingParty(house, WEB);
const native = new RelyingParty(house, NATIVE);

type Changes = Record<string, string | undefined>;
const LONG = 'x'.repeat(10_000);
const open = async (changes: Changes, more = '', app = web) => new Browser(house).open(`${(await app.authorizationUrl({ scope: 'openid', ...changes })).url}${more}`);

describe('a page tells what cannot be told to the application:', () => {
  it.each<[string, string, Changes, string?, RelyingParty?]>([
    ['no client', 'invalid_request', { client_id: '' }],
    ['an unknown client', 'invalid_client', { client_id: 'nobody' }],
    ['a disabled client', 'invalid_client', { client_id: 'disabled' }],
    ['a client of 10,000 characters', 'invalid_client', { client_id: LONG }],
    ['a client of another case', 'invalid_client', { client_id: 'WEB' }],
    ['no redirect URI', 'invalid_request', { redirect_uri: undefined }],
    ...[
      ...['https://evil.example/callback', 'https://app.example/callback/', 'https://app.example/Callback', 'https://app.example/callback?x=1'],
      ...['https://app.example:443/callback', 'https://app.example/x/../callback', 'https://app.example/callback#', 'https://app.example.evil.example/callback'],
      ...['https://user@app.example/callback', 'https://app.example\\@evil.example/callback', 'http://app.example/callback', '//app.example/callback'],
      ...['https://аpp.example/callback', ' https://app.example/callback', 'https://app.example/callback\r\nX: y', 'javascript:alert(1)', `https://app.example/callback${LONG}`],
    ].map((uri): [string, string, Changes] => [`the redirect URI ${JSON.stringify(uri).slice(0, 60)}`, 'invalid_request', { redirect_uri: uri }]),
    ...['http://localhost/callback', 'http://127.0.0.1.evil.example/callback', 'http://127.0.0.1:1@evil.example/callback', 'http://127.0.0.2:80/callback', 'https://127.0.0.1/callback'].map(
      (uri): [string, string, Changes, string, RelyingParty] => [`the native redirect URI ${uri}`, 'invalid_request', { redirect_uri: uri }, '', native],
    ),
    ['state twice', 'invalid_request', {}, '&state=again'],
    ['redirect_uri twice', 'invalid_request', {}, '&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback'],
    ['a NUL', 'invalid_request', {}, '&login_hint=a%00b'],
    ['escapes that are not UTF-8', 'invalid_request', {}, '&login_hint=%ff%fe'],
    ['a broken escape', 'invalid_request', {}, '&login_hint=%zz'],
    ['a name that every object has', 'invalid_client', { client_id: '__proto__' }],
  ])('%s: %s', async (_what, code, changes, more, app) => {
    const { left, status, url, $, headers } = await open(changes, more, app);
    expect([left, status, url.pathname, $('#oauth-error').text()]).toEqual([false, 400, '/oidc/auth', `OAuth error: ${code}`]);
    expect([headers.get('location'), headers.get('cache-control'), headers.getSetCookie()]).toEqual([null, 'no-store', []]);
  });
});

describe('the application is told, with state and issuer, of', () => {
  it.each<[string, string, Changes, RelyingParty?]>([
    ['no response_type', 'invalid_request', { response_type: '' }],
    ...['token', 'id_token', 'code id_token', 'none', 'CODE', 'constructor'].map((type): [string, string, Changes] => [`the response type ${type}`, 'unsupported_response_type', { response_type: type }]),
    ...['fragment', 'form_post', 'x'].map((mode): [string, string, Changes] => [`the response mode ${mode}`, 'invalid_request', { response_mode: mode }]),
    ['plain PKCE', 'invalid_request', { code_challenge_method: 'plain' }],
    ['PKCE without a method, which would be plain', 'invalid_request', { code_challenge_method: undefined }],
    ['a method without a challenge', 'invalid_request', { code_challenge: undefined }],
    ['a malformed challenge', 'invalid_request', { code_challenge: 'short' }],
    ['a public client without PKCE', 'invalid_request', { code_challenge: undefined, code_challenge_method: undefined }, native],
    ['a request object', 'request_not_supported', { request: 'eyJhbGciOiJub25lIn0.e30.' }],
    ['a request_uri', 'request_uri_not_supported', { request_uri: 'https://app.example/request' }],
    ['a registration', 'registration_not_supported', { registration: '{}' }],
    ['a malformed scope', 'invalid_scope', { scope: 'openid  "email' }],
    ['a scope of another application', 'invalid_scope', { scope: 'openid orders:read' }],
    ['an unknown resource', 'invalid_target', { resource: 'https://unknown.example/' }],
    ['a resource that is no URI', 'invalid_target', { resource: 'orders' }],
    ...['{', '[]', 'null', '{"id_token":[]}', '{"id_token":{"sub":"x"}}', '{"userinfo":{"sub":{"value":"\\u0000"}}}'].map((claims): [string, string, Changes] => [`the claims ${claims}`, 'invalid_request', { claims }]),
    ['a max_age below nought', 'invalid_request', { max_age: '-1' }],
    ['a max_age in words', 'invalid_request', { max_age: 'ten' }],
    ['an unknown prompt', 'invalid_request', { prompt: 'create' }],
    ['a nonce of 10,000 characters', 'invalid_request', { nonce: LONG }],
    ['an id_token_hint of 10,000 characters', 'invalid_request', { id_token_hint: LONG }],
    ['an application not registered for codes', 'unauthorized_client', {}, new RelyingParty(house, CODELESS)],
  ])('%s: %s', async (_what, error, changes, app = web) => {
    const state = 'a b&c=d"é🦝';
    const { left, status, url, headers } = await open({ redirect_uri: app.redirectUri, state, ...changes }, '', app);
    expect([left, status, `${url.origin}${url.pathname}`, url.hash]).toEqual([true, 303, app.redirectUri, '']);
    const description = expect.stringMatching(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
    expect(Object.fromEntries(url.searchParams)).toEqual({ error, error_description: description, state, iss: house.issuer });
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

it('whatever was refused began nothing and was no fault of ours', async () => {
  expect(await house.sql('SELECT uid FROM interaction')).toEqual([]);
  expect(house.logs.filter((line) => JSON.parse(line).level === 'error')).toEqual([]);
  expect((await web.logIn(new Browser(house), ALICE)).answer.status).toBe(200);
});
