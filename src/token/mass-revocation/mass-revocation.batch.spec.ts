import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BOOTSTRAP } from '../../../test/support/data.js';
import { multiply } from '../../../test/support/families.js';
import { openHouse } from '../../../test/support/house.js';
import { logIn, REUSING } from '../../../test/support/replicas.js';
import { MassRevocationBatch } from './mass-revocation.batch.js';
import { MassRevocationStore } from './mass-revocation.store.js';
import { MassRevocationWorker } from './mass-revocation.worker.js';

const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [REUSING] } });
const holder = new pg.Client(house.databaseUrl);
beforeAll(async () => {
  await house.app.get(MassRevocationWorker).onModuleDestroy(); // it would lend a hand
  await holder.connect();
});
afterAll(async () => {
  await holder.end();
  await house.close();
});
const [batch, store] = [house.app.get(MassRevocationBatch), house.app.get(MassRevocationStore)];
const ordered = { actor: { sub: 'robot', clientId: 'robot' }, caller: { requestId: 'r', ip: null, userAgent: null }, reason: 'a story', ticket: null };

/** A revocation of everything, begun, with nobody at it. */
async function begin(): Promise<string> {
  const now = house.clock.now();
  return house.dataSource.transaction(async (manager) => {
    const { revocation } = await store.plan(manager, { filter: {}, asked: null }, ordered, now);
    await store.start(manager, revocation.revocationId, ordered, now);
    return revocation.revocationId;
  });
}

const work = () => batch.work('00000000-0000-4000-8000-00000000000a');

/** Works until this is true of it. */
async function workUntil(id: string, expected: object): Promise<void> {
  for (let batches = 0; batches < 1000; batches++) {
    await work();
    const revocation = (await store.find(id)) as object as Record<string, unknown>;
    if (Object.entries(expected).every(([name, value]) => revocation[name] === value)) return;
  }
  expect(await store.find(id)).toMatchObject(expected);
}

it('passes over a family that somebody holds, and comes again; what is over or expired is gone', async () => {
  const { grantId } = await logIn(house, REUSING);
  await multiply(house, grantId, 9);
  const id = await begin();
  const [over, late] = (await house.sql<{ grant_id: string }>('SELECT grant_id FROM refresh_token WHERE grant_id <> $1', [grantId])).map((row) => row.grant_id);
  await house.sql("UPDATE refresh_token SET revoked_at = now(), revoked_reason = 'client_request' WHERE grant_id = $1", [over]);
  await house.sql('UPDATE refresh_token SET expires_at = $2 WHERE grant_id = $1', [late, house.clock.now()]);
  await holder.query('BEGIN');
  await holder.query('SELECT FROM refresh_token WHERE grant_id = $1 FOR UPDATE', [grantId]);
  await workUntil(id, { state: 'running', total: 10, done: 7, gone: 2 });
  for (let round = 0; round < 3; round++) await work();
  expect(await store.find(id)).toMatchObject({ state: 'running', done: 7 });
  await holder.query('ROLLBACK');
  await workUntil(id, { state: 'done', done: 8, gone: 2 });
  expect(await house.sql('SELECT revoked_reason FROM refresh_token WHERE grant_id = $1', [over])).toEqual([{ revoked_reason: 'client_request' }]);
  expect(await work()).toBe(false);
});

it('is one process’s work, until that has been silent for too long', async () => {
  await logIn(house, REUSING);
  const id = await begin();
  await house.sql("UPDATE mass_revocation SET leased_by = gen_random_uuid(), leased_until = now() + interval '1 hour' WHERE revocation_id = $1", [id]);
  expect(await work()).toBe(false);
  await house.sql("UPDATE mass_revocation SET leased_until = now() - interval '1 second' WHERE revocation_id = $1", [id]);
  await workUntil(id, { state: 'done', done: 1 });
});

it('forgets the set of a plan that nobody executed, or that was dropped', async () => {
  await logIn(house, REUSING);
  const now = house.clock.now();
  const plan = () => house.dataSource.transaction((manager) => store.plan(manager, { filter: {}, asked: null }, ordered, now));
  const [left, dropped] = [(await plan()).revocation.revocationId, (await plan()).revocation.revocationId];
  await house.dataSource.transaction((manager) => store.cancel(manager, dropped, now));
  await store.sweep(now);
  expect(await house.sql('SELECT revocation_id FROM mass_revocation_member')).toEqual([{ revocation_id: left }]);
  house.clock.advance(3600);
  await store.sweep(house.clock.now());
  expect(await house.sql('SELECT FROM mass_revocation_member')).toEqual([]);
  expect((await store.find(left))!.state).toBe('expired');
});
