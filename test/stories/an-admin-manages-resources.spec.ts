import { afterAll, expect, it } from 'vitest';
import { Administrator, ADMIN, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { API, MACHINE } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openAdministeredHouse();
afterAll(() => house.close());
const admin = await Administrator.logIn(house, ADMIN);
const reason = 'a story';
const ORDERS = { identifier: 'https://orders.example/v1/', scopes: ['orders:read'] };
const path = (identifier: string) => `/resources/${encodeURIComponent(identifier)}`;
const ask = async (scope: string) => (await new RelyingParty(house, MACHINE).call('/oidc/token', { grant_type: 'client_credentials', resource: ORDERS.identifier, scope })).json;
const acts = async () => (await house.sql<any>(`SELECT action, target_id, old, new FROM admin_event WHERE target_kind = 'resource' ORDER BY at, id`));

it('a resource is made, changed and deleted; tokens are for it while it is there', async () => {
  expect((await ask('orders:read')).error).toBe('invalid_target');
  expect((await admin.post('/resources', { reason, ...ORDERS })).json).toEqual(ORDERS);
  expect((await admin.post('/resources', { reason, ...ORDERS })).status).toBe(409);
  expect((await admin.get(path(ORDERS.identifier))).json).toEqual(ORDERS);
  expect((await ask('orders:read')).scope).toBe('orders:read');
  house.clock.advance(1);
  const scopes = ['orders:write'];
  expect((await admin.send('PUT', path(ORDERS.identifier), { reason, scopes })).json).toEqual({ ...ORDERS, scopes });
  expect((await ask('orders:write')).scope).toBe('orders:write');
  house.clock.advance(1);
  expect((await admin.send('DELETE', path(ORDERS.identifier), { reason })).json).toEqual({ ...ORDERS, scopes });
  expect((await ask('orders:write')).error).toBe('invalid_target');
  expect((await admin.get(path(ORDERS.identifier))).status).toBe(404);
  for (const method of ['PUT', 'DELETE']) expect((await admin.send(method, path(ORDERS.identifier), { reason, ...(method === 'PUT' && { scopes }) })).status).toBe(404);
  expect(await acts()).toEqual([
    { action: 'resource.create', target_id: ORDERS.identifier, old: null, new: { scopes: ORDERS.scopes } },
    { action: 'resource.change', target_id: ORDERS.identifier, old: { scopes: ORDERS.scopes }, new: { scopes } },
    { action: 'resource.delete', target_id: ORDERS.identifier, old: { scopes }, new: null },
  ]);
});

it('the list goes page by page; our own APIs are in it, and nobody’s to change', async () => {
  const own = ['account', 'admin'].map((api) => `${house.publicUrl}/${api}`);
  const { items, pages } = await admin.walk('/resources?limit=1');
  expect([pages, items.map(({ identifier }) => identifier)]).toEqual([3, [...own, API.identifier].sort()]);
  for (const one of own) {
    expect((await admin.send('PUT', path(one), { reason, scopes: [] })).status).toBe(409);
    expect((await admin.send('DELETE', path(one), { reason })).status).toBe(409);
  }
});

it.each<[object, string[]]>([
  [{ identifier: 'no uri', scopes: [] }, ['identifier']],
  [{ identifier: 'https://a.example/#b', scopes: ['two words'] }, ['identifier', 'scopes']],
  [{ identifier: `https://a.example/${'x'.repeat(2000)}`, scopes: ['a', 'a'] }, ['identifier', 'scopes']],
  [{ identifier: 'https://a.example/', scopes: 'a', more: 1 }, ['more', 'scopes']],
])('%j is refused', async (body, fields) => {
  const { status, json } = await admin.post('/resources', { reason, ...body });
  expect([status, json.errors.map(({ field }: { field: string }) => field).sort()]).toEqual([400, fields]);
});

it('auditors may read, support may not; programs as their scopes say', async () => {
  const fares = async (one: Administrator) => [(await one.get('/resources')).status, (await one.get(path(API.identifier))).status, (await one.send('PUT', path(API.identifier), { reason, scopes: API.scopes })).status];
  expect(await fares(await Administrator.logIn(house, AUDITOR))).toEqual([200, 200, 403]);
  expect(await fares(await Administrator.logIn(house, SUPPORT))).toEqual([403, 403, 403]);
  expect(await fares(await Administrator.run(house, 'clients:write'))).toEqual([403, 403, 200]);
});
