import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Administrator, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, MACHINE, OTHER, WEB, type Person } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';
import { readAnswer } from '../support/wire.js';

const house = await openAdministeredHouse();
const replica = await openAdministeredHouse({ replicaOf: house });
afterAll(async () => {
  await replica.close();
  await house.close();
});
const [web, other] = [new RelyingParty(house, WEB), new RelyingParty(house, OTHER)];
let admin: Administrator;

beforeEach(async () => {
  house.clock.advance(1);
  admin = await Administrator.run(house, 'tokens:revoke');
});

const revoke = (subject: object, who = admin, more = {}) => who.post('/global-token-revocation', { sub_id: subject, ...more });
const works = async ({ refresh_token: refreshToken, access_token: accessToken }: Record<string, string>, party: RelyingParty) => [
  (await new RelyingParty(replica, party.client).call('/oidc/token', { grant_type: 'refresh_token', refresh_token: refreshToken! })).status === 200,
  (await new RelyingParty(replica, MACHINE).introspect(accessToken!)).active,
];
const logIn = async (party: RelyingParty, who: Person, browser = new Browser(house)) => (await party.logIn(browser, who)).answer.json as Record<string, string>;

it.each<[string, () => object]>([
  ['iss_sub', () => ({ format: 'iss_sub', iss: house.issuer, sub: ALICE.sub })],
  ['opaque', () => ({ format: 'opaque', id: ALICE.sub })],
  ['email', () => ({ format: 'email', email: 'Alice@Example.com' })],
])('by %s: every token, session and unspent code of the person, on every replica; nobody else’s', async (_, subject) => {
  const browser = new Browser(house);
  const [first, second, bobs] = [await logIn(web, ALICE, browser), await logIn(other, ALICE), await logIn(web, BOB)];
  const underWay = await web.authorize(browser, ALICE);
  const { status, text } = await revoke(subject(), admin, { ticket: 'SEC-3' });
  expect([status, text]).toEqual([204, '']);
  expect([await works(first, web), await works(second, other), await works(bobs, web)]).toEqual([[false, false], [false, false], [true, true]]);
  await expect(web.exchange(underWay.callback, underWay.checks)).rejects.toThrow();
  const { url } = await web.authorizationUrl();
  expect((await browser.open(url)).$('#password')).toHaveLength(1);
  const [event] = await house.sql("SELECT action, target_kind, target_id, actor_sub, reason, ticket FROM admin_event ORDER BY at DESC, id DESC LIMIT 1");
  expect(event).toEqual({ action: 'account.logout', target_kind: 'account', target_id: ALICE.sub, actor_sub: 'robot', reason: 'global token revocation', ticket: 'SEC-3' });
  expect(await works(await logIn(web, ALICE), web)).toEqual([true, true]);
});

describe('is refused', () => {
  it('when there is nobody, or more than one', async () => {
    const strangers = [{ format: 'iss_sub', iss: 'https://elsewhere.example', sub: ALICE.sub }, { format: 'opaque', id: 'nobody' }, { format: 'email', email: 'nobody@example.com' }];
    for (const subject of strangers) expect((await revoke(subject)).status).toBe(404);
    await house.sql(`UPDATE account SET claims = claims || '{"email": "alice@example.com"}' WHERE account_id = $1`, [BOB.sub]);
    expect((await revoke({ format: 'email', email: 'alice@example.com' })).status).toBe(422);
    expect((await revoke({ format: 'opaque', id: BOB.sub })).status).toBe(204);
  });

  it('when it is not well said', async () => {
    const fields = async (body: Record<string, unknown>) => (await admin.post('/global-token-revocation', body)).json.errors.map(({ field }: { field: string }) => field);
    expect(await fields({})).toEqual(['sub_id']);
    expect(await fields({ sub_id: 'alice' })).toEqual(['sub_id']);
    expect(await fields({ sub_id: { format: 'did', url: 'did:example:1' } })).toEqual(['sub_id.url', 'sub_id.format']);
    expect(await fields({ sub_id: { format: 'iss_sub', iss: house.issuer } })).toEqual(['sub_id.sub']);
    expect(await fields({ sub_id: { format: 'opaque', id: ALICE.sub, email: 'alice@example.com' } })).toEqual(['sub_id.email']);
    expect(await fields({ sub_id: { format: 'opaque', id: 7 } })).toEqual(['sub_id.id']);
    expect(await fields({ sub_id: { format: 'opaque', id: ALICE.sub }, reason: ' ' })).toEqual(['reason']);
  });

  it('to whoever may not', async () => {
    const subject = { format: 'opaque', id: ALICE.sub };
    expect((await revoke(subject, await Administrator.logIn(house, AUDITOR))).json).toMatchObject({ status: 403, scope: 'tokens:revoke' });
    expect((await revoke(subject, new Administrator(house, null))).status).toBe(401);
    expect((await revoke(subject, await Administrator.logIn(house, SUPPORT))).status).toBe(204);
  });
});

it('stands in the metadata', async () => {
  const metadata = (await readAnswer(await house.fetch(`${house.issuer}/.well-known/openid-configuration`))).json;
  expect(metadata).toMatchObject({
    global_token_revocation_endpoint: `${house.publicUrl}/admin/v1/global-token-revocation`,
    global_token_revocation_endpoint_auth_methods_supported: ['Bearer', 'DPoP'],
  });
});
