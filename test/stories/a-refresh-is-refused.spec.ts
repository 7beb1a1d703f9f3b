import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, BOOTSTRAP, NATIVE, OTHER, ROTATIONS, under, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { expectUnspent } from '../support/unspent.js';
import { post, type Answer } from '../support/wire.js';

const clients = [OTHER, ...ROTATIONS.flatMap((rotation) => [under(rotation, WEB), under(rotation, NATIVE)])];
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients } });
afterAll(() => house.close());

const other = new RelyingParty(house, OTHER);

const refreshOf = (token: string) => ({ grant_type: 'refresh_token', refresh_token: token });
const login = async (app: RelyingParty, person = ALICE): Promise<string> => (await app.logIn(new Browser(house), person)).answer.json.refresh_token;

function expectError(answer: Answer, status: number, error: string): void {
  expect([answer.status, answer.json.error]).toEqual([status, error]);
  expectWellFormed(answer);
}

function expectWellFormed({ headers, json }: Answer): void {
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(json.error_description ?? '').toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/);
  expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
}

describe.each(ROTATIONS)('under %s, a refresh is refused', (rotation) => {
  const client = under(rotation, WEB);
  const web = new RelyingParty(house, client);
  const native = new RelyingParty(house, under(rotation, NATIVE), 'http://127.0.0.1:49152/callback');
  let token: string;
  beforeAll(async () => {
    token = await login(web);
  });

  it('RT-01: B\'s token presented by A is invalid_grant, and B\'s family is untouched', async () => {
    expectError(await other.call('/oidc/token', refreshOf(token)), 400, 'invalid_grant');
    token = await expectUnspent(web, token);
  });

  it.each<[string, Parameters<typeof post>[3], Record<string, string>]>([
    ['without authentication', {}, {}],
    ['with a wrong secret', { basic: { ...client, client_secret: 'x'.repeat(43) } }, {}],
    ['with another client\'s secret', { basic: { ...client, client_secret: OTHER.client_secret } }, {}],
    ['as an unknown client', { basic: { ...client, client_id: 'nobody' } }, {}],
    ['by the method that is not registered', {}, { client_id: client.client_id, client_secret: client.client_secret! }],
    ['as if it were public', {}, { client_id: client.client_id }],
    ['with a broken Basic header', { headers: { authorization: 'Basic !!!' } }, {}],
  ])('RT-02: a confidential client %s is invalid_client, nothing spent', async (_how, options, more) => {
    const answer = await post(house, '/oidc/token', { ...refreshOf(token), ...more }, options);
    expectError(answer, 401, 'invalid_client');
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
    token = await expectUnspent(web, token);
  });

  it('RT-03: a public client that names itself not, or otherwise, gets an error, nothing spent', async () => {
    const publicToken = await login(native);
    expectError(await post(house, '/oidc/token', refreshOf(publicToken)), 401, 'invalid_client');
    expectError(await other.call('/oidc/token', refreshOf(publicToken)), 400, 'invalid_grant');
    expectError(await post(house, '/oidc/token', { ...refreshOf(publicToken), client_id: 'nobody' }), 401, 'invalid_client');
    await expectUnspent(native, publicToken);
  });

  it.each([
    ['the grant was revoked', 'grant_revoked', `UPDATE "grant" SET revoked_at = now(), revoked_reason = 'client_request' WHERE grant_id = $1`],
    ['the grant\'s time is over', 'expired', `UPDATE refresh_token SET expires_at = issued_at WHERE grant_id = $1`],
    ['the account is disabled', 'account_disabled', `UPDATE account SET disabled_at = now() FROM "grant" g WHERE g.account_id = account.account_id AND grant_id = $1`],
    ['the account is deleted', 'account_disabled', `UPDATE account SET deleted_at = now() FROM "grant" g WHERE g.account_id = account.account_id AND grant_id = $1`],
  ])('RT-04: %s: invalid_grant, though the token is genuine and its family not revoked', async (_what, verdict, sql) => {
    const doomed = await login(web, BOB);
    const grantId = (await web.introspect(doomed)).jti;
    await house.sql(sql, [grantId]);
    expectError(await web.call('/oidc/token', refreshOf(doomed)), 400, 'invalid_grant');
    expect(await web.introspect(doomed)).toEqual({ active: false });
    expect(await house.sql('SELECT verdict FROM refresh_usage WHERE grant_id = $1', [grantId])).toEqual([{ verdict }]);
    await house.sql('UPDATE account SET disabled_at = NULL, deleted_at = NULL');
  });

  it('the body reads alike for every reason of invalid_grant, and the client is told nothing more', async () => {
    const revoked = await login(web);
    await web.revoke(revoked);
    const tokens = ['nonsense', `evgr_${'A'.repeat(70)}`, revoked];
    const bodies = await Promise.all(tokens.map(async (one) => (await web.call('/oidc/token', refreshOf(one))).text));
    bodies.push((await other.call('/oidc/token', refreshOf(token))).text);
    expect(new Set(bodies).size).toBe(1);
  });

  it('a disabled client is refused, and the ledger names it', async () => {
    await house.sql('UPDATE client SET disabled_at = now() WHERE client_id = $1', [client.client_id]);
    const answer = await web.call('/oidc/token', refreshOf(token));
    expectError(answer, 401, 'invalid_client');
    const rows = await house.sql('SELECT verdict, client_id FROM refresh_usage WHERE request_id = $1', [answer.headers.get('x-request-id')]);
    expect(rows).toEqual([{ verdict: 'client_disabled', client_id: client.client_id }]);
    await house.sql('UPDATE client SET disabled_at = NULL');
    token = await expectUnspent(web, token);
  });

  it('a client without the grant type is unauthorized_client', async () => {
    await house.sql(`UPDATE client SET grant_types = '{authorization_code}' WHERE client_id = $1`, [client.client_id]);
    expectError(await web.call('/oidc/token', refreshOf(token)), 400, 'unauthorized_client');
    await house.sql(`UPDATE client SET grant_types = '{authorization_code,refresh_token}' WHERE client_id = $1`, [client.client_id]);
    token = await expectUnspent(web, token);
  });

  it.each<[string, number, (token: string) => Promise<Answer>]>([
    ['a success', 200, (token) => web.call('/oidc/token', refreshOf(token))],
    ['what introspection says', 200, (token) => web.call('/oidc/token/introspection', { token })],
    ['what it says of nothing', 200, () => web.call('/oidc/token/introspection', { token: 'nonsense' })],
    ['a token of control characters', 400, () => web.call('/oidc/token', refreshOf('\u0001\r\nX-Evil: 1\u007f"\\'))],
    ['a scope of control characters', 400, (token) => web.call('/oidc/token', { ...refreshOf(token), scope: 'a\r\n\u0007"b\\' })],
    ['a resource of control characters', 400, (token) => web.call('/oidc/token', { ...refreshOf(token), resource: 'x:\r\n\u0007"\\é' })],
    ['a grant type of control characters', 400, () => web.call('/oidc/token', { grant_type: 'a\r\n\u0007"\\é' })],
    ['a parameter named by control characters', 400, () => web.post('/oidc/token', 'a%0d%0a"=1&a%0d%0a"=2', { basic: client })],
    ['a wrong secret', 401, (token) => web.post('/oidc/token', refreshOf(token), { basic: { ...client, client_secret: '\r\n"' } })],
    ['another\'s token to be revoked', 400, (token) => other.call('/oidc/token/revocation', { token })],
    ['nothing there', 404, () => web.post('/oidc/nowhere', {})],
  ])('RT-25: %s is JSON with no-store, and no control character is handed back', async (_what, status, ask) => {
    const answer = await ask(token);
    expect(answer.status).toBe(status);
    expectWellFormed(answer);
    token = answer.json.refresh_token ?? token;
  });
});
