import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Administrator, ADMIN, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, MACHINE, OTHER, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openAdministeredHouse();
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
const machine = new RelyingParty(house, MACHINE);
let admin: Administrator;
let tokens: Record<string, string>;

beforeEach(async () => {
  house.clock.advance(10);
  admin = await Administrator.logIn(house, ADMIN);
  tokens = (await web.logIn(new Browser(house, { 'user-agent': 'Kettle/1.0' }), ALICE)).answer.json;
  house.clock.advance(10);
});

const ask = async (question: Record<string, unknown>, who = admin) => (await who.post('/explain', question as never)).json;
const links = ({ chain }: any) => chain.map(({ link }: any) => link).join(' ');
const jtiOf = (token: string) => decodeJwt(token).jti!;
const WAY_BACK = 'refresh_token grant session login account client';

describe('an access token leads back to the login', () => {
  it('by the refresh that brought it, as a JWT and as a jti', async () => {
    const { headers, json } = await web.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token! });
    for (const question of [{ token: json.access_token }, { jti: jtiOf(json.access_token) }]) {
      const answer = await ask(question);
      expect(answer).toMatchObject({ kind: 'access_token', recognition: 'genuine', status: 'live', cause: null });
      expect(links(answer)).toBe(`access_token refresh ${WAY_BACK}`);
      const [token, refresh, , grant, , login, account, client] = answer.chain;
      expect([token.id, grant.id, account.id, client.id]).toEqual([jtiOf(json.access_token), jtiOf(json.access_token).slice(0, 36), ALICE.sub, 'web']);
      expect(refresh).toMatchObject({ request_id: headers.get('x-request-id'), at: house.clock.now().toISOString() });
      expect(login).toMatchObject({ amr: ['pwd'], user_agent: 'Kettle/1.0', ip: '127.0.0.1', at: new Date(decodeJwt(json.access_token).auth_time as number * 1000).toISOString() });
    }
    const ofRequest = await ask({ request_id: headers.get('x-request-id') });
    expect([ofRequest.kind, ofRequest.advice, links(ofRequest)]).toEqual(['refresh', 'Nothing needs to be done.', `refresh ${WAY_BACK}`]);
  });

  it('the first one by the exchange of the code', async () => {
    for (const question of [{ token: tokens.access_token }, { jti: jtiOf(tokens.access_token!) }]) expect(links(await ask(question))).toBe(`access_token code_exchange ${WAY_BACK}`);
  });

  it('and an ID token, which has no jti, by its session and second', async () => {
    const answer = await ask({ token: tokens.id_token });
    expect(answer).toMatchObject({ kind: 'id_token', recognition: 'genuine', status: 'live' });
    expect(links(answer)).toBe(`id_token ${WAY_BACK}`);
    expect(answer.chain[2].id).toBe(jtiOf(tokens.access_token!).slice(0, 36));
  });

  it('says why it does not work: ended alone, with its grant, or too old', async () => {
    const jti = jtiOf(tokens.access_token!);
    await admin.post(`/access-tokens/${jti}/revoke`, { reason: 'pasted into a chat', ticket: 'SEC-9' });
    expect(await ask({ token: tokens.access_token })).toMatchObject({ status: 'revoked', cause: { what: 'access_token_revoked', happening: { ticket: 'SEC-9', actor_name: 'admin' } } });
    await admin.post(`/grants/${jti.slice(0, 36)}/revoke`);
    expect(await ask({ token: tokens.id_token })).toMatchObject({ status: 'live' });
    house.clock.advance(3600);
    admin = await Administrator.logIn(house, ADMIN);
    expect(await ask({ jti })).toMatchObject({ cause: { what: 'access_token_revoked' } });
    expect(await ask({ token: tokens.id_token })).toMatchObject({ status: 'expired', cause: { what: 'short_lived_expired' } });
  });
});

describe('a program’s access token', () => {
  it('leads to the program, whether it was ended or not', async () => {
    const { access_token: token } = (await machine.call('/oidc/token', { grant_type: 'client_credentials' })).json;
    const answer = await ask({ token });
    expect(answer).toMatchObject({ kind: 'access_token', status: 'live', summary: expect.stringMatching(/^This is an access token of the program Nightly Job, which has it for itself\. It works/) });
    expect(links(answer)).toBe('access_token client');
    expect((await ask({ jti: jtiOf(token) })).detail).toBe('access tokens of programs are written nowhere unless they are ended: send the token itself');
    await admin.post(`/access-tokens/${jtiOf(token)}/revoke`, { reason: 'in a log', ticket: 'SEC-10' });
    for (const question of [{ token }, { jti: jtiOf(token) }]) {
      expect(await ask(question)).toMatchObject({ status: 'revoked', cause: { what: 'access_token_revoked', happening: { reason: 'in a log', ticket: 'SEC-10' } } });
    }
  });
});

describe('what we never issued is told apart', () => {
  const reMac = (token: string, change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(token.slice(5), 'base64url');
    change(bytes);
    return `evgr_${bytes.toString('base64url')}`;
  };
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const sign = (issuer: string) => new SignJWT({ jti: jtiOf(tokens.access_token!) }).setProtectedHeader({ ...(decodeProtectedHeader(tokens.access_token!) as { alg: string }) }).setIssuer(issuer).sign(privateKey);

  it.each<[string, string, () => string | Promise<string>]>([
    ['malformed', 'a refresh token cut short', () => tokens.refresh_token!.slice(0, -3)],
    ['malformed', 'anything', () => 'a password, perhaps'],
    ['malformed', 'half a JWT', () => tokens.access_token!.split('.')[1]!],
    ['forged', 'a refresh token with another MAC', () => reMac(tokens.refresh_token!, (bytes) => createHmac('sha256', 'made up').digest().copy(bytes, 20))],
    ['forged', 'a refresh token of another generation', () => reMac(tokens.refresh_token!, (bytes) => bytes.writeUInt32BE(1, 16))],
    ['unknown', 'a refresh token of another house', () => reMac(tokens.refresh_token!, (bytes) => bytes.fill(7, 0, 16))],
    ['forged', 'a JWT by another key', () => sign(house.issuer)],
    ['forged', 'a JWT with other claims', () => tokens.access_token!.replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify({ ...decodeJwt(tokens.access_token!), sub: 'somebody' })).toString('base64url')}.`)],
    ['forged', 'an unsigned JWT', () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${tokens.access_token!.split('.')[1]}.`],
    ['foreign', 'a JWT of another issuer', () => sign('https://elsewhere.example/path?secret=1')],
  ])('%s: %s', async (recognition, _what, make) => {
    const answer = await ask({ token: await make() });
    expect(answer).toMatchObject({ kind: 'unknown', recognition, status: null, cause: null, history: [], chain: [], generation: null });
    if (recognition === 'foreign') expect(answer.summary).toBe('We never issued this: it is a JWT of another issuer. It names https://elsewhere.example.');
    expect(answer.advice.length).toBeGreaterThan(20);
  });

  it('unknown: ours, but of a generation that is not yet, or of a grant that is no longer there', async () => {
    const id = jtiOf(tokens.access_token!).slice(0, 36);
    await admin.post(`/tokens/${id}/rotate`);
    const { refresh_token: successor } = (await web.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token! })).json;
    await house.sql('UPDATE refresh_token SET generation = 0 WHERE grant_id = $1', [id]);
    expect(await ask({ token: successor })).toMatchObject({ kind: 'unknown', recognition: 'unknown', summary: expect.stringContaining('older copy') });
    await house.sql('DELETE FROM refresh_token WHERE grant_id = $1', [id]);
    await house.sql('DELETE FROM "grant" WHERE grant_id = $1', [id]);
    expect(await ask({ token: tokens.access_token })).toMatchObject({ kind: 'access_token', recognition: 'unknown', chain: [{ link: 'access_token' }] });
    expect(await ask({ token: tokens.refresh_token })).toMatchObject({ kind: 'unknown', recognition: 'unknown' });
    expect(await ask({ token: tokens.id_token })).toMatchObject({ kind: 'id_token', recognition: 'unknown' });
  });

  it('404: ids that lead nowhere', async () => {
    const id = randomUUID();
    for (const question of [{ token_id: id }, { jti: `${id}.AAAAAAAAAAAA` }, { jti: `${jtiOf(tokens.access_token!).slice(0, 36)}.AAAAAAAAAAAA` }, { request_id: id }]) {
      const { status, json } = await admin.post('/explain', question as never);
      expect([status, json.type]).toEqual([404, 'about:blank']);
      expect(JSON.stringify(json)).not.toContain(Object.values(question)[0]);
    }
  });
});

it('a request whose token told of no grant is explained as well', async () => {
  const refused = await new RelyingParty(house, OTHER).call('/oidc/token', { grant_type: 'refresh_token', refresh_token: 'made up' });
  const answer = await ask({ request_id: refused.headers.get('x-request-id') });
  expect(answer).toMatchObject({ kind: 'refresh', status: null, history: [{ what: 'malformed', client: 'other' }], chain: [{ link: 'refresh', id: null }] });
  const stolen = await new RelyingParty(house, OTHER).call('/oidc/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token! });
  const other = await ask({ request_id: stolen.headers.get('x-request-id') });
  expect(other).toMatchObject({ kind: 'refresh', status: 'live', advice: expect.stringContaining('the application must be corrected') });
  expect(other.summary).toContain('refused with `client_mismatch`');
});

it('support and auditors may ask, others may not; and one thing at a time', async () => {
  const question = { token: tokens.refresh_token };
  for (const who of [SUPPORT, AUDITOR]) expect(await ask(question, await Administrator.logIn(house, who))).toMatchObject({ status: 'live' });
  expect(await ask(question, await Administrator.run(house, 'tokens:read'))).toMatchObject({ status: 'live' });
  expect(await ask(question, await Administrator.run(house, 'audit:read tokens:revoke'))).toMatchObject({ status: 403, scope: 'tokens:read' });
  expect(await ask(question, await Administrator.logIn(house, ALICE))).toMatchObject({ status: 403 });
  expect(await ask(question, new Administrator(house, null))).toMatchObject({ status: 401 });
  const one = [{ field: 'token', detail: 'exactly one of token, token_id, jti, request_id must be given' }];
  for (const wrong of [{}, { ...question, token_id: randomUUID() }]) expect(await ask(wrong)).toMatchObject({ status: 400, errors: one });
  for (const [field, value] of [['token', 7], ['token', 'x'.repeat(20_001)], ['token_id', tokens.refresh_token], ['jti', tokens.access_token], ['request_id', tokens.refresh_token], ['request_id', 'a b'], ['request_id', '']] as const) {
    expect(await ask({ [field]: value })).toMatchObject({ status: 400, errors: [{ field }] });
  }
});
