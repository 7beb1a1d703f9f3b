import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Administrator, ADMIN, ADMINISTERED, AUDITOR, openAdministeredHouse } from '../support/administrators.js';
import { MACHINE, type ClientRegistration } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

const here = await openAdministeredHouse();
const there = await openAdministeredHouse({ replicaOf: here });
afterAll(async () => {
  await there.close();
  await here.close();
});

const DAY = 86_400;
const { client_id: _id, client_secret: _secret, ...METADATA } = MACHINE;
const reason = 'a story';
let admin: Administrator;
let client: ClientRegistration;
let secrets: string;

beforeEach(async () => {
  admin = await Administrator.logIn(here, ADMIN);
  const { json } = await admin.post('/clients', { reason, metadata: METADATA });
  client = { ...MACHINE, client_id: json.id, client_secret: json.client_secret };
  secrets = `/clients/${json.id}/secrets`;
});

const rotate = async (body: object = {}) => (await admin.post(secrets, { reason, ...body })).json;
const drop = (id: string) => admin.send('DELETE', `${secrets}/${id}`, { reason });
const lives = async () => (await admin.get(secrets.replace('/secrets', ''))).json.secrets;

/** How a secret fares, once both replicas say the same: one is told by the other in a moment. */
async function statusOf(secret: string): Promise<number> {
  const ask = async (house: typeof here) => (await new RelyingParty(house, { ...client, client_secret: secret }).call('/oidc/token', { grant_type: 'client_credentials' })).status;
  return vi.waitFor(async () => {
    const [one, other] = [await ask(here), await ask(there)];
    expect(other).toBe(one);
    return one;
  });
}

describe('the old secret', () => {
  it('works beside the new one for seven days, then no more', async () => {
    const old = client.client_secret!;
    const { client_secret: next, secrets: shown } = await rotate();
    expect(next).not.toBe(old);
    expect(shown.map((one: any) => [one.is_current, one.expires_at])).toEqual([[true, null], [false, new Date(here.clock.now().getTime() + 7 * DAY * 1000).toISOString()]]);
    expect([await statusOf(old), await statusOf(next)]).toEqual([200, 200]);
    here.clock.advance(7 * DAY - 1);
    expect([await statusOf(old), await statusOf(next)]).toEqual([200, 200]);
    here.clock.advance(1);
    expect([await statusOf(old), await statusOf(next)]).toEqual([401, 200]);
  });

  it('ends at once with an overlap of 0, and so does every older one', async () => {
    const first = client.client_secret!;
    const { client_secret: second } = await rotate({ overlap: null });
    const { client_secret: third, secrets: shown } = await rotate({ overlap: 0 });
    expect([await statusOf(first), await statusOf(second), await statusOf(third)]).toEqual([401, 401, 200]);
    expect(shown).toHaveLength(1);
  });

  it('without an end works until it is dropped; the current one cannot be', async () => {
    const old = client.client_secret!;
    const { client_secret: next } = await rotate({ overlap: null });
    here.clock.advance(100 * DAY);
    admin = await Administrator.logIn(here, ADMIN);
    expect(await statusOf(old)).toBe(200);
    const [current, former] = await lives();
    expect((await drop(current.id)).status).toBe(409);
    expect((await drop(former.id)).json.secrets).toEqual([current]);
    expect([await statusOf(old), await statusOf(next)]).toEqual([401, 200]);
    expect((await drop(former.id)).status).toBe(404);
  });

  it('lives no longer for being rotated away twice', async () => {
    const first = client.client_secret!;
    await rotate({ overlap: 60 });
    await rotate({ overlap: 3600 });
    here.clock.advance(60);
    expect(await statusOf(first)).toBe(401);
    expect(await lives()).toHaveLength(2);
  });

  it('is not brought back by the bootstrap file', async () => {
    const old = client.client_secret!;
    const { client_secret: next } = await rotate({ overlap: 0 });
    const bootstrap = { ...ADMINISTERED, clients: [...ADMINISTERED.clients, client] };
    const restarted = await openAdministeredHouse({ replicaOf: here, bootstrap });
    expect([await statusOf(old), await statusOf(next)]).toEqual([401, 200]);
    await restarted.close();
  });

  it('that one file replaced, the next may bring back', async () => {
    const restart = async (client_secret: string) => {
      const bootstrap = { ...ADMINISTERED, clients: [...ADMINISTERED.clients, { ...client, client_secret }] };
      await (await openAdministeredHouse({ replicaOf: here, bootstrap })).close();
    };
    const [old, next] = [client.client_secret!, 'a secret of the file that is long enough'];
    await restart(next);
    expect([await statusOf(old), await statusOf(next)]).toEqual([401, 200]);
    await restart(old);
    expect([await statusOf(old), await statusOf(next)]).toEqual([200, 401]);
  });
});

it('a secret may be given, once', async () => {
  const given = 'a secret of my own that is long enough';
  const { client_secret: shown } = await rotate({ client_secret: given });
  expect([shown, await statusOf(given)]).toEqual([undefined, 200]);
  await rotate();
  for (const secret of [given, client.client_secret]) expect((await rotate({ client_secret: secret })).errors[0].field).toBe('client_secret');
});

it('a repetition under its key shows the same secret and makes no other', async () => {
  const ask = () => admin.post(secrets, { reason }, { 'idempotency-key': `rotate-${client.client_id}` });
  const [first, second] = [await ask(), await ask()];
  expect([first.status, second.status, second.json.client_secret]).toEqual([201, 201, first.json.client_secret]);
  expect(await lives()).toHaveLength(2);
  const [row] = await here.sql<{ all: string }>('SELECT string_agg(row::text, \'\') AS all FROM (SELECT to_jsonb(a) AS row FROM idempotent_answer a UNION ALL SELECT to_jsonb(e) FROM admin_event e) t');
  expect(row!.all).not.toContain(first.json.client_secret);
});

it('at most five live at a time', async () => {
  for (let n = 2; n <= 5; n++) expect((await rotate({ overlap: null })).client_secret, `${n}`).toBeDefined();
  expect((await rotate({ overlap: null })).status).toBe(409);
  expect((await rotate({ overlap: 0 })).secrets).toHaveLength(1);
});

it('one that a server of an older release has set, without an id, is rotated alike', async () => {
  await here.sql('UPDATE client SET client_secret_id = NULL, client_secret_created_at = NULL WHERE client_id = $1', [client.client_id]);
  expect(await lives()).toEqual([{ id: null, is_current: true, created_at: here.clock.now().toISOString(), expires_at: null }]);
  const { client_secret: next, secrets: shown } = await rotate();
  expect(shown[1].id).toMatch(/^[\da-f-]{36}$/);
  expect([await statusOf(client.client_secret!), await statusOf(next)]).toEqual([200, 200]);
});

it('the ledger tells which secret went and which came, and no value', async () => {
  const [before] = await lives();
  const { secrets: shown } = await rotate({ overlap: 60 });
  const [, event] = await here.sql<any>('SELECT action, old, new FROM admin_event WHERE target_id = $1 ORDER BY at, id', [client.client_id]);
  expect(event).toEqual({ action: 'client.rotate_secret', old: { secrets: [before] }, new: { secrets: shown } });
});

it.each([[-1], [1.5], ['soon'], [366 * DAY + 1]])('an overlap of %j is refused', async (overlap) => {
  expect((await rotate({ overlap })).errors[0].field).toBe('overlap');
});

it('is not for auditors, nor for public clients', async () => {
  expect((await (await Administrator.logIn(here, AUDITOR)).send('DELETE', `${secrets}/${(await lives())[0].id}`, { reason })).status).toBe(403);
  expect((await admin.post('/clients/native/secrets')).status).toBe(409);
});
