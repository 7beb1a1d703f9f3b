import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { LedgerPartitions } from '../../src/audit/ledger.partitions.js';
import { LedgerSealer } from '../../src/audit/sealing/ledger.sealer.js';
import { plusSeconds } from '../../src/protocol/clock.js';
import { Administrator, ADMIN, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import type { House } from '../support/house.js';

let house: House;
let auditor: Administrator;
const opened: House[] = [];
const open = async (options = {}) => {
  opened.push(await openAdministeredHouse(options));
  return opened.at(-1)!;
};
afterAll(() => Promise.all(opened.map((one) => one.close())));

const write = (count: number, at = house.clock.now()) =>
  house.sql<{ id: string }>(
    `INSERT INTO refresh_usage (grant_id, at, id, verdict, client_id, account_id, ip, user_agent, request_id, scopes, resources)
     SELECT gen_random_uuid(), $2, gen_random_uuid(), 'reused', 'web', 'alice', '192.0.2.1', 'Firefox', 'r', '{openid}', '{}' FROM generate_series(1, $1) RETURNING id`,
    [count, at],
  );

/** Until everything that was written is sealed: transactions of other tests on the same server may hold it up. */
async function seal(): Promise<void> {
  const unsealed = async () => (await auditor.get('/audit/verify')).json.unsealed;
  do await house.app.get(LedgerSealer).seal();
  while ((await unsealed()) > 0);
  await house.app.get(LedgerSealer).checkpoint(0);
}

const verify = async (query = '') => (await auditor.get(`/audit/verify${query}`)).json;
const firstFault = async () => (await verify()).faults[0];
const rowOf = async (seal: number) => (await house.sql<{ id: string }>(`SELECT encode(substr(entries, 2, 16), 'hex')::uuid AS id FROM ledger_seal WHERE number = $1`, [seal]))[0]!.id;

beforeEach(async () => {
  house = await open();
  auditor = await Administrator.logIn(house, AUDITOR);
  for (const count of [3, 2, 4]) await write(count).then(seal);
});

it('is intact, sealed in order and signed', async () => {
  expect(await verify()).toMatchObject({ intact: true, seals: 3, rows: 9, found: 0, dropped: 0, unsealed: 0, vouched_to: 3, last: 3, faults: [], next: null });
  expect(await verify('?from=2&limit=1')).toMatchObject({ intact: true, seals: 1, rows: 2, next: 3 });
  await house.sql('INSERT INTO admin_event (at, id, actor_sub, actor_client_id, request_id, action, target_kind, target_id, reason) VALUES (now(), $1, $2, $2, $2, $2, $2, $2, $2)', [uuidv7(), 'x']);
  await seal();
  expect(await verify()).toMatchObject({ intact: true, seals: 4, rows: 10 });
});

it('names a row that was altered, whatever of it, missing, inserted or swapped', async () => {
  const id = await rowOf(2);
  const columns = ['verdict', 'reason', 'client_id', 'account_id', 'user_agent', 'request_id', 'access_token_jti'];
  for (const column of columns) {
    const [{ old } = { old: null }] = await house.sql<{ old: string }>(`SELECT ${column} AS old FROM refresh_usage WHERE id = $1`, [id]);
    await house.sql(`UPDATE refresh_usage SET ${column} = 'other' WHERE id = $1`, [id]);
    expect(await firstFault(), column).toMatchObject({ kind: 'altered', seal: 2, ledger: 'refresh_usage', id });
    await house.sql(`UPDATE refresh_usage SET ${column} = $2 WHERE id = $1`, [id, old]);
  }
  expect((await verify()).intact).toBe(true);
  await house.sql(`WITH two AS (SELECT id, user_agent, lead(grant_id, 1, first) OVER () AS other FROM (SELECT *, first_value(grant_id) OVER () AS first FROM refresh_usage WHERE xact = (SELECT last_xact FROM ledger_seal WHERE number = 2)) t)
    UPDATE refresh_usage row SET grant_id = two.other FROM two WHERE two.id = row.id`);
  expect(await verify()).toMatchObject({ intact: false, fault_count: 2, faults: [{ kind: 'altered', seal: 2 }, { kind: 'altered', seal: 2 }] });
  await house.sql('DELETE FROM refresh_usage WHERE id = $1', [id]);
  expect((await verify()).faults).toContainEqual(expect.objectContaining({ kind: 'missing', seal: 2, id }));
});

it('names a row that was inserted afterwards, as if it were old, or as if it were yet to come', async () => {
  const insert = async (xact: string) => {
    const id = uuidv7();
    const columns = 'at, verdict, client_id, account_id, ip, user_agent, request_id, scopes, resources';
    await house.sql(`INSERT INTO refresh_usage (grant_id, id, xact, ${columns}) SELECT gen_random_uuid(), $1, ${xact}, ${columns} FROM refresh_usage WHERE id = $2`, [id, await rowOf(2)]);
    return id;
  };
  expect(await firstFault()).toBeUndefined();
  const old = await insert('xact');
  await house.app.get(LedgerSealer).seal();
  expect(await firstFault()).toMatchObject({ kind: 'inserted', seal: null, ledger: 'refresh_usage', id: old });
  const early = await insert('0');
  const future = await insert('xact + 1000000000');
  expect((await verify()).faults.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining([old, early, future]));
});

it('finds a seal that was dropped or altered, and salts that were', async () => {
  await house.sql(`UPDATE ledger_seal SET sealed_at = sealed_at - interval '1 day' WHERE number = 1`);
  expect(await firstFault()).toMatchObject({ kind: 'seal_altered', seal: 1 });
  await house.sql(`UPDATE ledger_seal SET sealed_at = sealed_at + interval '1 day' WHERE number = 1`);
  await house.sql(`UPDATE ledger_salt SET salts = decode(repeat('00', length(salts)), 'hex') WHERE number = 1`);
  expect(await firstFault()).toMatchObject({ kind: 'altered', seal: 1 });
  await house.sql('DELETE FROM ledger_seal WHERE number = 2');
  expect((await verify()).faults).toContainEqual(expect.objectContaining({ kind: 'seal_missing', seal: 2 }));
});

it('finds a chain that was cut short or rewritten as a whole by a checkpoint kept elsewhere', async () => {
  const { json: exported } = await auditor.get('/audit/checkpoint');
  expect(exported).toMatchObject({ seal: 3, hash: expect.stringMatching(/^[\da-f]{64}$/), public_key: { kty: 'OKP', crv: 'Ed25519' } });
  const compare = async () => (await auditor.post('/audit/verify', { checkpoint: exported.checkpoint })).json;
  expect(await compare()).toMatchObject({ intact: true, vouched_to: 3, faults: [] });
  await house.sql('DELETE FROM ledger_seal WHERE number = 3; DELETE FROM ledger_salt WHERE number = 3; DELETE FROM ledger_checkpoint WHERE number = 3');
  expect(await compare()).toMatchObject({ intact: false, faults: [{ kind: 'seal_missing', seal: 3 }] });
  await house.sql('DELETE FROM refresh_usage WHERE id = $1', [await rowOf(1)]);
  await house.sql('TRUNCATE ledger_seal, ledger_salt, ledger_checkpoint');
  for (const count of [1, 1, 1]) await write(count).then(seal); // a consistent chain, over what is left
  expect(await verify()).toMatchObject({ intact: true });
  expect(await compare()).toMatchObject({ intact: false, faults: [{ kind: 'checkpoint_differs', seal: 3 }] });
});

it('takes no checkpoint but its own, and no token for one', async () => {
  const bodies = [auditor.token, 'nonsense', '', 7].map((checkpoint) => ({ checkpoint }));
  for (const body of bodies) expect((await auditor.post('/audit/verify', body as Record<string, unknown>)).json).toMatchObject({ status: 400, errors: [{ field: 'checkpoint' }] });
  for (const query of ['?from=0', '?from=x', '?from=2&to=1', '?limit=201']) expect((await auditor.get(`/audit/verify${query}`)).status, query).toBe(400);
});

it('is for auditors and administrators', async () => {
  const statuses = async (who: Administrator) => [(await who.get('/audit/verify')).status, (await who.get('/audit/checkpoint')).status, (await who.post('/audit/verify', {})).status];
  expect(await statuses(await Administrator.logIn(house, ADMIN))).toEqual([200, 200, 400]);
  expect(await statuses(await Administrator.logIn(house, SUPPORT))).toEqual([403, 403, 403]);
  expect(await statuses(new Administrator(house, null))).toEqual([401, 401, 401]);
});

it('cannot be done by the service: it adds seals, salts and checkpoints, and may do no more', async () => {
  for (const table of ['ledger_seal', 'ledger_salt', 'ledger_checkpoint', 'refresh_usage', 'admin_event']) {
    for (const act of [`UPDATE ${table} SET ${table.includes('ledger') ? 'number' : 'xact'} = 1`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
      await expect(house.dataSource.query(act), act).rejects.toMatchObject({ code: '42501' });
    }
  }
});

it('is sealed before its month is dropped, which is then said so; a month that vanished early is not excused', async () => {
  const partitions = house.app.get(LedgerPartitions);
  const old = plusSeconds(house.clock.now(), -500 * 86_400);
  await partitions.extend(old);
  await write(2, old);
  await partitions.sweep(house.clock.now());
  expect((await house.sql('SELECT count(*)::int AS rows FROM refresh_usage'))[0]).toEqual({ rows: 11 });
  await seal();
  await partitions.sweep(house.clock.now());
  expect(await verify()).toMatchObject({ intact: true, rows: 9, dropped: 2 });
  const month = house.clock.now().toISOString().slice(0, 7).replace('-', '_');
  await house.sql(`DROP TABLE refresh_usage_${month}`);
  expect(await firstFault()).toMatchObject({ kind: 'missing', seal: 1 });
});
