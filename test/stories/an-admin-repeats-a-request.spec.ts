import { afterAll, beforeEach, expect, it } from 'vitest';
import { IdempotentAnswerStore } from '../../src/api/writes/idempotent-answer.store.js';
import { Administrator, ADMIN, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openAdministeredHouse();
afterAll(() => house.close());
let admin: Administrator;
let id: string;
let key: string;
let keys = 0;

beforeEach(async () => {
  admin = await Administrator.logIn(house, ADMIN);
  await new RelyingParty(house, WEB).logIn(new Browser(house), ALICE);
  ({ id } = (await admin.get('/tokens?limit=1')).json.items[0]);
  key = `key ${keys++}`;
});

const freeze = (body: object = { reason: 'once' }, who = admin) => who.post(`/tokens/${id}/freeze`, body as Record<string, unknown>, { 'idempotency-key': `"${key}"` });
const countEvents = async () => (await house.sql('SELECT FROM admin_event WHERE target_id = $1', [id])).length;

it('the same request is done once, and answered alike each time', async () => {
  const first = await freeze();
  house.clock.advance(60);
  const second = await freeze();
  expect([second.status, second.text]).toEqual([200, first.text]);
  expect([first.headers.get('idempotent-replayed'), second.headers.get('idempotent-replayed')]).toEqual([null, 'true']);
  expect(await countEvents()).toBe(1);
});

it('another request under the key is 422', async () => {
  await freeze();
  expect((await freeze({ reason: 'another' })).json).toMatchObject({ status: 422, type: 'about:blank' });
  const elsewhere = await admin.post(`/tokens/${id}/revoke`, { reason: 'once' }, { 'idempotency-key': `"${key}"` });
  expect(elsewhere.status).toBe(422);
  expect(await countEvents()).toBe(1);
});

it('is somebody else’s key to nobody', async () => {
  await freeze();
  expect((await freeze({ reason: 'mine' }, await Administrator.logIn(house, SUPPORT))).status).toBe(200);
  expect(await countEvents()).toBe(2);
});

it('of many at once one does it; the others are told to wait, or its answer', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => freeze()));
  for (const { status } of answers) expect([200, 409]).toContain(status);
  expect(new Set(answers.filter(({ status }) => status === 200).map(({ text }) => text)).size).toBe(1);
  expect(await countEvents()).toBe(1);
});

it('a request that is under way is 409', async () => {
  await house.dataSource.transaction(async (manager) => {
    await manager.query('SELECT FROM refresh_token WHERE grant_id = $1 FOR UPDATE', [id]);
    const first = freeze();
    await expect.poll(() => house.sql(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid <> 0`)).not.toEqual([]);
    expect((await freeze()).status).toBe(409);
    void first;
  });
  await expect.poll(countEvents).toBe(1);
});

it('what was refused may be tried again', async () => {
  const unfreeze = () => admin.post(`/tokens/${id}/unfreeze`, { reason: 'once' }, { 'idempotency-key': key.replace(' ', '-') });
  expect((await unfreeze()).status).toBe(409);
  await admin.post(`/tokens/${id}/freeze`, { reason: 'now' });
  expect((await unfreeze()).status).toBe(200);
});

it('is remembered for a day, sealed', async () => {
  const first = await freeze();
  const [row] = await house.sql<{ answer: Buffer }>('SELECT answer FROM idempotent_answer');
  expect(row!.answer.toString('latin1')).not.toContain(id);
  house.clock.advance(86_400);
  const again = await freeze({ reason: 'once' }, await Administrator.logIn(house, ADMIN));
  expect([again.status, again.text === first.text]).toEqual([200, false]);
  house.clock.advance(86_401);
  await house.app.get(IdempotentAnswerStore).sweep(house.clock.now());
  expect(await house.sql('SELECT FROM idempotent_answer')).toEqual([]);
});

it.each(['', 'with "quotes', 'x'.repeat(256)])('a key %j is refused', async (text) => {
  const { status } = await admin.post(`/tokens/${id}/freeze`, { reason: 'once' }, { 'idempotency-key': text });
  expect(status).toBe(400);
});
