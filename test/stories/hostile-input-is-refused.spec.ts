import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, ROTATIONS, under, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { expectUnspent } from '../support/unspent.js';
import { post, type Answer, type Body } from '../support/wire.js';

const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: ROTATIONS.map((rotation) => under(rotation, WEB)) } });
afterAll(() => house.close());

const bytes = (...numbers: number[]) => Uint8Array.from([...Buffer.from('grant_type=refresh_token&refresh_token='), ...numbers]);

const LONG = 'A'.repeat(10_000);
const MEGABYTE = `grant_type=refresh_token&refresh_token=${'A'.repeat(1_000_000)}`;

describe.each(ROTATIONS)('RT-34: under %s, the token endpoint answers with the RFC\'s error', (rotation) => {
  const client = under(rotation, WEB);
  const web = new RelyingParty(house, client);
  let token: string;
  beforeAll(async () => {
    token = (await web.logIn(new Browser(house), ALICE)).answer.json.refresh_token;
  });

  const send = (body: Body, headers?: Record<string, string>) => post(house, '/oidc/token', body, { basic: client, headers });

  it.each<[string, string, () => Promise<Answer>]>([
    ['a repeated parameter', 'invalid_request', () => send([['grant_type', 'refresh_token'], ['grant_type', 'refresh_token'], ['refresh_token', token]])],
    ['a repeated refresh_token', 'invalid_request', () => send([['grant_type', 'refresh_token'], ['refresh_token', token], ['refresh_token', token]])],
    ['no grant_type', 'invalid_request', () => send({ refresh_token: token })],
    ['an empty body', 'invalid_request', () => send('')],
    ['an unknown grant_type', 'unsupported_grant_type', () => send({ grant_type: 'password' })],
    ['a grant_type that every object has', 'unsupported_grant_type', () => send({ grant_type: 'constructor' })],
    ['no refresh_token', 'invalid_request', () => send({ grant_type: 'refresh_token' })],
    ['an empty refresh_token', 'invalid_request', () => send({ grant_type: 'refresh_token', refresh_token: '' })],
    ['no code', 'invalid_request', () => send({ grant_type: 'authorization_code', redirect_uri: 'https://app.example/callback' })],
    ['a code of 10,000 characters', 'invalid_grant', () => send({ grant_type: 'authorization_code', code: LONG, redirect_uri: 'https://app.example/callback' })],
    ['a malformed code_verifier', 'invalid_request', () => send({ grant_type: 'authorization_code', code: 'x', redirect_uri: 'x', code_verifier: 'short' })],
    ['JSON', 'invalid_request', () => send(JSON.stringify({ grant_type: 'refresh_token', refresh_token: token }), { 'content-type': 'application/json' })],
    ['multipart', 'invalid_request', () => send('--x--', { 'content-type': 'multipart/form-data; boundary=x' })],
    ['a content type that is none', 'invalid_request', () => send('a=b', { 'content-type': ';;;' })],
    ['a body of 1 MB', 'invalid_request', () => send(MEGABYTE)],
    ['bytes that are not UTF-8', 'invalid_request', () => send(bytes(0xc3, 0x28))],
    ['a raw NUL', 'invalid_request', () => send(bytes(0))],
    ['an escaped NUL', 'invalid_request', () => send('grant_type=refresh_token&refresh_token=a%00b')],
    ['escapes that are not UTF-8', 'invalid_request', () => send('grant_type=refresh_token&refresh_token=%ff%fe')],
    ['a broken escape', 'invalid_request', () => send('grant_type=refresh_token&refresh_token=%zz')],
    ['a token of 10,000 characters', 'invalid_grant', () => send({ grant_type: 'refresh_token', refresh_token: LONG })],
    ['a token of emoji', 'invalid_grant', () => send({ grant_type: 'refresh_token', refresh_token: '🦝'.repeat(40) })],
    ['a token of control characters', 'invalid_grant', () => send('grant_type=refresh_token&refresh_token=%01%0d%0aSet-Cookie:x')],
    ['a scope with a quote in it', 'invalid_scope', () => send({ grant_type: 'refresh_token', refresh_token: token, scope: 'open"id' })],
    ['a scope with two spaces', 'invalid_scope', () => send({ grant_type: 'refresh_token', refresh_token: token, scope: 'openid  email' })],
    ['a scope of 10,000 characters', 'invalid_scope', () => send({ grant_type: 'refresh_token', refresh_token: token, scope: LONG })],
    ['a resource outside the grant', 'invalid_target', () => send({ grant_type: 'refresh_token', refresh_token: token, resource: 'https://api.example/' })],
  ])('%s: %s', async (_what, error, ask) => {
    const begun = performance.now();
    const answer = await ask();
    expect(performance.now() - begun, 'quickly').toBeLessThan(2000);
    expect([answer.status, answer.json?.error]).toEqual([400, error]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['a client id with a NUL', Buffer.from('we\0b:secret').toString('base64')],
    ['a client id of broken escapes', Buffer.from('%zz:secret').toString('base64')],
    ['a client id of 10,000 characters', Buffer.from(`${LONG}:secret`).toString('base64')],
    ['no colon', Buffer.from('web').toString('base64')],
    ['bytes that are not UTF-8', Buffer.from([0xff, 0xfe, 0x3a, 0xff]).toString('base64')],
  ])('Basic with %s: invalid_client', async (_what, credentials) => {
    const answer = await post(house, '/oidc/token', { grant_type: 'refresh_token', refresh_token: token }, { headers: { authorization: `Basic ${credentials}` } });
    expect([answer.status, answer.json.error]).toEqual([401, 'invalid_client']);
  });

  it('two ways of authentication at once: invalid_request (RFC 6749 §2.3)', async () => {
    const answer = await send({ grant_type: 'refresh_token', refresh_token: token, client_id: client.client_id, client_secret: client.client_secret! });
    expect([answer.status, answer.json.error]).toEqual([400, 'invalid_request']);
  });

  it('nothing of it was spent, nothing was a fault of ours', async () => {
    token = await expectUnspent(web, token);
    expect(house.logs.filter((line) => JSON.parse(line).level === 'error')).toEqual([]);
  });
});

it('unknown paths and methods are 404 in JSON', async () => {
  for (const [method, path] of [['GET', '/oidc/token'], ['POST', '/oidc/nowhere'], ['GET', '/%zz'], ['POST', '/']] as const) {
    const answer = await house.fetch(path, { method });
    expect([method, path, answer.status >= 400 && answer.status < 500, ((await answer.json()) as { error: string }).error]).toEqual([method, path, true, 'invalid_request']);
  }
});
