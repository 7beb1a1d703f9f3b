import { afterAll, beforeAll, expect, it } from 'vitest';
import { LedgerEraser } from '../../src/audit/sealing/ledger.eraser.js';
import { LedgerSealer } from '../../src/audit/sealing/ledger.sealer.js';
import { Administrator, ADMIN, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, WEB } from '../support/data.js';
import type { House } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openAdministeredHouse();
const web = new RelyingParty(house, WEB);
const AGENT = { 'user-agent': 'Alice’s own Browser' };
let admin: Administrator;
let token: string;
let access: string;
beforeAll(async () => {
  admin = await Administrator.logIn(house, ADMIN);
  ({ refresh_token: token, access_token: access } = (await web.logIn(new Browser(house), ALICE)).answer.json);
  for (let use = 0; use < 3; use++) await web.refresh(token);
  await house.sql(`UPDATE account SET claims = claims || '{"nickname": "Ally"}' WHERE account_id = $1`, [ALICE.sub]);
  await house.sql(`INSERT INTO passkey VALUES ($1, 'AAAA', '', 0, '{}', 'Alice’s key', now())`, [ALICE.sub]);
  await house.sql('INSERT INTO second_factor VALUES ($1, now())', [ALICE.sub]);
  await insertEvents(house);
  await insertDevice(house);
  await sealAll();
  await web.refresh(token); // not sealed yet
});
afterAll(() => house.close());

/** As an older administration of hers, and of her by somebody, would have left them. */
const insertEvents = ({ sql }: House) =>
  sql(
    `INSERT INTO admin_event (at, id, actor_sub, actor_client_id, ip, user_agent, request_id, action, target_kind, target_id, old, new, reason) VALUES
     (now(), gen_random_uuid(), 'the admin', 'console', '192.0.2.9', 'Opera', 'r', 'account.change', 'account', $1, '{"claims": {"name": "Alice Sample"}}', '{}', 'Alice married'),
     (now(), gen_random_uuid(), $1, 'console', '192.0.2.7', $2, 'r', 'token.freeze', 'token', 'some token', '{}', '{}', 'stolen')`,
    [ALICE.sub, AGENT['user-agent']],
  );

/** One that she allowed and that has not been swept. */
const insertDevice = ({ sql }: House) =>
  sql(
    `INSERT INTO device_authorization (grant_id, secret_hash, user_code_mac, user_code_key_id, client_id, scopes, resources, ip, user_agent, poll_interval, account_id, issued_at, expires_at)
     VALUES (gen_random_uuid(), '', '', 'k', 'web', '{}', '{}', '192.0.2.7', $2, 5, $1, now(), now())`,
    [ALICE.sub, AGENT['user-agent']],
  );

const verify = async () => (await admin.get('/audit/verify')).json;

async function sealAll(): Promise<void> {
  do await house.app.get(LedgerSealer).seal();
  while ((await verify()).unsealed > 0);
}

/** Everything that the database holds, as text. */
async function dump(): Promise<string> {
  const tables = await house.sql<{ name: string }>(`SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT IN ('interaction', 'idempotent_answer')`);
  const texts = await Promise.all(tables.map(({ name }) => house.sql<{ text: string }>(`SELECT string_agg(t::text, E'\\n') AS text FROM ${name} t`)));
  return texts.flat().map(({ text }) => text).join('\n');
}

it('is not done by those who may not, to whom there is not, or to oneself', async () => {
  const status = async (who: Administrator, id = ALICE.sub, body?: Record<string, unknown>) => (await who.post(`/accounts/${id}/erase`, body)).status;
  for (const other of [AUDITOR, SUPPORT]) expect(await status(await Administrator.logIn(house, other))).toBe(403);
  expect([await status(admin, 'nobody'), await status(admin, ADMIN.sub), await status(admin, 'not%20a%20sub'), await status(admin, ALICE.sub, {})]).toEqual([404, 409, 400, 400]);
  expect((await admin.get(`/accounts/${ALICE.sub}/erasure`)).status).toBe(404);
  await house.sql(`UPDATE account SET roles = '{admin}' WHERE account_id = $1`, [BOB.sub]);
  expect(await status(admin, BOB.sub)).toBe(409);
});

it('ends everything at once', async () => {
  const answer = await admin.post(`/accounts/${ALICE.sub}/erase`, { reason: 'asked for by letter', ticket: 'DPO-7' }, { 'idempotency-key': 'once' });
  expect([answer.status, answer.json]).toEqual([202, expect.objectContaining({ account: ALICE.sub, status: 'erasing', rows: 0 })]);
  expect((await web.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token })).json.error).toBe('invalid_grant');
  expect(await web.introspect(access)).toEqual({ active: false });
});

it('leaves nothing of the person anywhere, and every seal good', async () => {
  const before = await dump();
  expect(before).toContain('192.0.2.7');
  await house.app.get(LedgerEraser).work();
  await sealAll();
  const after = await dump();
  for (const trace of ['alice', 'Alice', 'Ally', '192.0.2.7', AGENT['user-agent']]) expect(after, trace).not.toContain(trace);
  expect((await house.sql('SELECT * FROM refresh_usage WHERE account_id = $1 OR session_id IN (SELECT session_id FROM session WHERE account_id = $1)', [ALICE.sub]))).toEqual([]);
  expect((await admin.get(`/accounts/${ALICE.sub}/erasure`)).json).toMatchObject({ status: 'erased', rows: 7, done_at: expect.any(String) });
  // Four refreshes were sealed, or three: the fourth and the refusal perhaps not before they were emptied.
  const { erased, ...rest } = await verify();
  expect(rest).toMatchObject({ intact: true, unsealed: 0, faults: [] });
  expect(erased).toBeGreaterThanOrEqual(5);
});

it('keeps what others did, and that it was done', async () => {
  const [event] = await house.sql(`SELECT actor_sub, target_id, reason, ticket FROM admin_event WHERE action = 'account.erase'`);
  expect(event).toEqual({ actor_sub: ADMIN.sub, target_id: ALICE.sub, reason: 'asked for by letter', ticket: 'DPO-7' });
  const [change] = await house.sql(`SELECT actor_sub, host(ip) AS ip, target_id, old, new, reason FROM admin_event WHERE action = 'account.change'`);
  expect(change).toEqual({ actor_sub: 'the admin', ip: '192.0.2.9', target_id: '', old: null, new: null, reason: '' });
});

it('can hide no alteration: what is emptied without its commitment, or filled again, is a fault', async () => {
  const [row] = await house.sql<{ id: string }>('SELECT id FROM ledger_erasure JOIN refresh_usage USING (id) LIMIT 1');
  await house.sql(`UPDATE refresh_usage SET ip = '198.51.100.1' WHERE id = $1`, [row!.id]);
  expect((await verify()).faults).toMatchObject([{ kind: 'altered', id: row!.id }]);
  await house.sql('UPDATE refresh_usage SET ip = NULL WHERE id = $1', [row!.id]);
  await house.sql('UPDATE ledger_erasure SET commitment = $2 WHERE id = $1', [row!.id, Buffer.alloc(32)]);
  expect((await verify()).faults).toMatchObject([{ kind: 'altered', id: row!.id }]);
  await house.sql('DELETE FROM ledger_erasure WHERE id = $1', [row!.id]);
  expect((await verify()).faults).toMatchObject([{ kind: 'altered', id: row!.id }]);
  await expect(house.dataSource.query('UPDATE ledger_erasure SET part = part')).rejects.toMatchObject({ code: '42501' });
});
