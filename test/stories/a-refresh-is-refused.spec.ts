import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, NATIVE, OTHER, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { post, type Answer } from '../support/wire.js';

const house = await openHouse();
afterAll(() => house.close());

const web = new RelyingParty(house, WEB);
const other = new RelyingParty(house, OTHER);
const native = new RelyingParty(house, NATIVE, 'http://127.0.0.1:49152/callback');

const refreshOf = (token: string) => ({ grant_type: 'refresh_token', refresh_token: token });
const login = async (app: RelyingParty, person = ALICE): Promise<string> => (await app.logIn(new Browser(house), person)).answer.json.refresh_token;
const works = async (app: RelyingParty, token: string) => (await app.refresh(token)).answer.json.refresh_token === token;

function expectError(answer: Answer, status: number, error: string): void {
  expect([answer.status, answer.json.error]).toEqual([status, error]);
  // RT-25
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.json.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  expect(answer.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
}

describe('a refresh is refused', () => {
  let token: string;
  beforeAll(async () => {
    token = await login(web);
  });

  it('RT-01: B\'s token presented by A is invalid_grant, and B\'s family is untouched', async () => {
    expectError(await other.call('/oidc/token', refreshOf(token)), 400, 'invalid_grant');
    expect(await works(web, token)).toBe(true);
  });

  it.each<[string, Parameters<typeof post>[3], Record<string, string>]>([
    ['without authentication', {}, {}],
    ['with a wrong secret', { basic: { ...WEB, client_secret: 'x'.repeat(43) } }, {}],
    ['with another client\'s secret', { basic: { ...WEB, client_secret: OTHER.client_secret } }, {}],
    ['as an unknown client', { basic: { client_id: 'nobody', client_secret: WEB.client_secret } }, {}],
    ['by the method that is not registered', {}, { client_id: WEB.client_id, client_secret: WEB.client_secret! }],
    ['as if it were public', {}, { client_id: WEB.client_id }],
    ['with a broken Basic header', { headers: { authorization: 'Basic !!!' } }, {}],
  ])('RT-02: a confidential client %s is invalid_client, nothing spent', async (_how, options, more) => {
    const answer = await post(house, '/oidc/token', { ...refreshOf(token), ...more }, options);
    expectError(answer, 401, 'invalid_client');
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(await works(web, token)).toBe(true);
  });

  it('RT-03: a public client that names itself not, or otherwise, gets an error, nothing spent', async () => {
    const publicToken = await login(native);
    expectError(await post(house, '/oidc/token', refreshOf(publicToken)), 401, 'invalid_client');
    expectError(await other.call('/oidc/token', refreshOf(publicToken)), 400, 'invalid_grant');
    expectError(await post(house, '/oidc/token', { ...refreshOf(publicToken), client_id: 'nobody' }), 401, 'invalid_client');
    expect(await works(native, publicToken)).toBe(true);
  });

  it.each([
    ['the grant was revoked', 'grant_revoked', `UPDATE "grant" SET revoked_at = now(), revoked_reason = 'client_request' WHERE grant_id = $1`, BOB],
    ['the account is disabled', 'account_disabled', `UPDATE account SET disabled_at = now() FROM "grant" g WHERE g.account_id = account.account_id AND grant_id = $1`, BOB],
    ['the account is deleted', 'account_disabled', `UPDATE account SET deleted_at = now() FROM "grant" g WHERE g.account_id = account.account_id AND grant_id = $1`, ALICE],
  ])('RT-04: %s: invalid_grant, though the token\'s row looks fine', async (_what, verdict, sql, person) => {
    const doomed = await login(web, person);
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
    await house.sql(`UPDATE client SET disabled_at = now() WHERE client_id = 'web'`);
    expectError(await web.call('/oidc/token', refreshOf(token)), 401, 'invalid_client');
    const [row] = await house.sql(`SELECT verdict, client_id FROM refresh_usage ORDER BY id DESC LIMIT 1`);
    expect(row).toEqual({ verdict: 'client_disabled', client_id: 'web' });
    await house.sql(`UPDATE client SET disabled_at = NULL`);
  });

  it('a client without the grant type is unauthorized_client', async () => {
    await house.sql(`UPDATE client SET grant_types = '{authorization_code}' WHERE client_id = 'web'`);
    expectError(await web.call('/oidc/token', refreshOf(token)), 400, 'unauthorized_client');
    await house.sql(`UPDATE client SET grant_types = '{authorization_code,refresh_token}' WHERE client_id = 'web'`);
  });
});
