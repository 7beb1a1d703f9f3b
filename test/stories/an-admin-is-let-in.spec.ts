import { afterAll, describe, expect, it } from 'vitest';
import { Administrator, ADMIN, AUDITOR, CONSOLE, openAdministeredHouse, ROBOT, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, type Person } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openAdministeredHouse();
afterAll(() => house.close());
const NOBODY = '00000000-0000-4000-8000-000000000000';
const READ = '/tokens';
const REVOKE = `/tokens/${NOBODY}/revoke`;
const statuses = async (who: Administrator) => [(await who.get(READ)).status, (await who.post(REVOKE)).status];

describe('who may', () => {
  it.each<[string, Person, number[]]>([
    ['an admin: all', ADMIN, [200, 404]],
    ['support: read and revoke tokens', SUPPORT, [200, 404]],
    ['an auditor: read alone', AUDITOR, [200, 403]],
    ['a person without a role: nothing', ALICE, [403, 403]],
  ])('%s', async (_who, person, expected) => {
    expect(await statuses(await Administrator.logIn(house, person))).toEqual(expected);
  });

  it('a program, as far as it asked for scopes', async () => {
    expect(await statuses(await Administrator.run(house))).toEqual([200, 404]);
    expect(await statuses(await Administrator.run(house, 'tokens:read'))).toEqual([200, 403]);
  });

  it('nobody without a token, with one that is none, or with one that is for another audience', async () => {
    const nobody = await new Administrator(house, null).get(READ);
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="Evergrant"']);
    const forged = await new Administrator(house, 'a.b.c').get(READ);
    expect([forged.status, forged.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('error="invalid_token"')]);
    const { json } = await new RelyingParty(house, ROBOT).call('/oidc/token', { grant_type: 'client_credentials' });
    expect(await statuses(new Administrator(house, json.access_token))).toEqual([401, 401]);
    const { answer } = await new RelyingParty(house, CONSOLE).logIn(new Browser(house), ADMIN);
    expect(await statuses(new Administrator(house, answer.json.access_token))).toEqual([401, 401]);
  });

  it('no longer whoever has lost the role, the account or the password since', async () => {
    const support = await Administrator.logIn(house, SUPPORT);
    await house.sql(`UPDATE account SET roles = '{auditor}' WHERE username = 'support'`);
    expect(await statuses(support)).toEqual([200, 403]);
    await house.sql(`UPDATE account SET disabled_at = now() WHERE username = 'support'`);
    expect(await statuses(support)).toEqual([401, 401]);
    await house.sql(`UPDATE account SET roles = '{support}', disabled_at = NULL WHERE username = 'support'`);
  });
});

describe('what is refused is told as RFC 9457 has it', async () => {
  const admin = await Administrator.logIn(house, ADMIN);
  const auditor = await Administrator.logIn(house, AUDITOR);

  it('a missing scope is named, in the body and in the challenge', async () => {
    const { status, json, headers } = await auditor.post(REVOKE);
    const detail = 'the scope tokens:revoke is required';
    expect(json).toEqual({ type: 'about:blank', title: 'Forbidden', status, detail, scope: 'tokens:revoke', request_id: headers.get('x-request-id') });
    expect([headers.get('content-type'), headers.get('cache-control')]).toEqual(['application/problem+json', 'no-store']);
    expect(headers.get('www-authenticate')).toMatch(/error="insufficient_scope".*scope="tokens:revoke"/);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=many', 'limit'],
    ['status=alive', 'status'],
    ['session=mine', 'session'],
    ['issued_after=yesterday', 'issued_after'],
    ['issued_after=2026-11-24', 'issued_after'],
    ['network=192.0.2.0/33', 'network'],
    ['key_bound=perhaps', 'key_bound'],
    ['sort=client', 'sort'],
    ['cursor=made-up', 'cursor'],
    ['frobnicate=1', 'frobnicate'],
    ['client=a&client=b', 'client'],
  ])('GET /tokens?%s names the field %s', async (query, field) => {
    const { status, json } = await admin.get(`/tokens?${query}`);
    expect([status, json.errors]).toEqual([400, [{ field, detail: expect.any(String) }]]);
  });

  it.each<[string, unknown, object]>([
    ['nothing', {}, { status: 400, errors: [{ field: 'reason', detail: 'is required' }] }],
    ['an empty reason', { reason: ' ' }, { status: 400, errors: [{ field: 'reason', detail: 'must say why' }] }],
    ['a ticket that is no text', { reason: 'x', ticket: 7 }, { status: 400, errors: [{ field: 'ticket' }] }],
    ['a member nobody knows', { reason: 'x', force: true }, { status: 400, errors: [{ field: 'force', detail: 'is not known here' }] }],
    ['no JSON', '{"reason":', { status: 400, detail: 'the body is not JSON' }],
    ['no object', '["reason"]', { status: 400 }],
    ['NUL', { reason: 'a\0b' }, { status: 400 }],
    ['half a character', '{"reason": "\\ud800"}', { status: 400 }],
  ])('a write with %s', async (_what, body, expected) => {
    expect((await admin.post(REVOKE, body as string)).json).toMatchObject(expected);
  });

  it('another media type, a body too large, a route that is none, an id that is none', async () => {
    expect((await admin.post(REVOKE, 'reason=x', { 'content-type': 'application/x-www-form-urlencoded' })).json).toMatchObject({ status: 415 });
    expect((await admin.post(REVOKE, { reason: 'x'.repeat(200_000) })).json).toMatchObject({ type: 'about:blank', status: 413 });
    expect((await admin.get('/tokens/%E0%A4%A')).json).toMatchObject({ type: 'about:blank', status: 400 });
    expect((await admin.get('/nonsense')).json).toMatchObject({ type: 'about:blank', status: 404 });
    expect((await admin.get('/tokens/nonsense')).json).toMatchObject({ status: 400, errors: [{ field: 'id' }] });
    expect((await admin.get(`/tokens/${NOBODY}`)).json).toMatchObject({ status: 404, detail: 'there is no token with this id' });
  });
});
