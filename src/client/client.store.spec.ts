import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { BOOTSTRAP, WEB } from '../../test/support/data.js';
import { openHouse } from '../../test/support/house.js';
import { ChangeFeed } from '../database/change.feed.js';
import { MAX_AGE } from '../database/remembered.rows.js';
import { ClientStore } from './client.store.js';

const here = await openHouse({ bootstrap: BOOTSTRAP });
const there = await openHouse({ replicaOf: here });
afterAll(async () => {
  await there.close();
  await here.close();
});
const store = here.app.get(ClientStore);
const nameHere = async () => (await store.find(WEB.client_id))!.clientName;

/** As another replica or an operator would: this one is told by the database alone. */
const rename = (name: string) => there.sql('UPDATE client SET client_name = $1 WHERE client_id = $2', [name, WEB.client_id]);
const listeners = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`;

/** Until all that was changed before has been heard of here: notifications come in order. */
const heardAll = () =>
  new Promise<void>((heard) => {
    here.app.get(ChangeFeed).onChange('the last word', heard);
    void there.sql(`NOTIFY evergrant_change, 'the last word'`);
  });

beforeEach(async () => {
  await rename('before');
  await heardAll();
  expect(await nameHere()).toBe('before');
});

test('a client is read once and remembered', async () => {
  const [one, two] = [await store.find(WEB.client_id), await store.find(WEB.client_id)];
  expect(one).toBe(two);
});

test('a change made elsewhere is known here in a moment', async () => {
  await rename('after');
  await vi.waitFor(async () => expect(await nameHere()).toBe('after'), { timeout: 2000 });
});

test('a client that was not there is found as soon as it is', async () => {
  expect(await store.find('late')).toBeNull();
  await there.sql(`INSERT INTO client SELECT (jsonb_populate_record(client, '{"client_id":"late"}')).* FROM client WHERE client_id = $1`, [WEB.client_id]);
  expect(await store.find('late')).toMatchObject({ clientId: 'late' });
});

test('after the connection broke it listens again, and believes nothing from before', async () => {
  await here.sql(`SELECT pg_terminate_backend(pid) FROM (${listeners}) listener`);
  await rename('while nobody listened');
  await vi.waitFor(async () => expect(await nameHere()).toBe('while nobody listened'), { timeout: 5000 });
  await vi.waitFor(async () => expect(await here.sql(listeners)).toHaveLength(2), { timeout: 5000 });
  await rename('heard again');
  await vi.waitFor(async () => expect(await nameHere()).toBe('heard again'), { timeout: 2000 });
});

test(`what nobody told is known after ${MAX_AGE} seconds`, async () => {
  await there.sql('ALTER TABLE client DISABLE TRIGGER client_change');
  await rename('untold');
  here.clock.advance(MAX_AGE - 1);
  expect(await nameHere()).toBe('before');
  here.clock.advance(1);
  expect(await nameHere()).toBe('untold');
  await there.sql('ALTER TABLE client ENABLE TRIGGER client_change');
});
