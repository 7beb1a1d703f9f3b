import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { LedgerDeliverer } from '../../src/audit/delivery/ledger.deliverer.js';
import { LedgerSealer } from '../../src/audit/sealing/ledger.sealer.js';
import { Administrator, ADMIN, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, KEYS, WEB } from '../support/data.js';
import { Program } from '../support/fresh-folder.js';
import type { House } from '../support/house.js';
import { LedgerSink } from '../support/ledger.sink.js';
import { openReplicas, REUSING, ROTATING } from '../support/replicas.js';
import { RelyingParty } from '../support/relying-party.js';
import { CERTIFICATE } from '../support/self-signed.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(settings: Record<string, string>): Promise<House> {
  const house = await openAdministeredHouse({ settings });
  closing.push(() => house.close());
  return house;
}

async function openSink(): Promise<LedgerSink> {
  const sink = await LedgerSink.prepare();
  await sink.open();
  closing.push(() => sink.close());
  return sink;
}

/** Seals everything; transactions of other tests on the server may hold it up. */
async function seal({ app, sql }: House): Promise<void> {
  const unsealed = `SELECT EXISTS (SELECT FROM (SELECT xact, at, id FROM refresh_usage UNION ALL SELECT xact, at, id FROM admin_event) row
    WHERE (xact, at, id) > ALL (SELECT last_xact, last_at, last_id FROM ledger_seal ORDER BY number DESC LIMIT 1)) AS "isLeft"`;
  do await app.get(LedgerSealer).seal();
  while ((await sql<{ isLeft: boolean }>(unsealed))[0]!.isLeft);
}

const deliver = (house: House) => house.app.get(LedgerDeliverer).work();

/** Some refreshes, a refusal and an act. */
async function live(house: House): Promise<{ grant: string; token: string }> {
  const web = new RelyingParty(house, WEB);
  const { refresh_token: token } = (await web.logIn(new Browser(house), ALICE)).answer.json;
  for (let use = 0; use < 3; use++) await web.refresh(token);
  const admin = await Administrator.logIn(house, ADMIN);
  const [grant] = (await admin.get('/grants?client=web')).json.items;
  await admin.post(`/tokens/${grant.id}/revoke`, { reason: 'lost', ticket: 'SEC-1' });
  await web.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token });
  return { grant: grant.id, token };
}

it('as one signed post of OCSF events for each seal, and once', async () => {
  const sink = await openSink();
  const house = await open(sink.settings);
  const { grant } = await live(house);
  await seal(house);
  await Promise.all([deliver(house), deliver(house)]); // one at a time
  await deliver(house);
  expect(sink.posts.every(({ isSigned }) => isSigned)).toBe(true);
  const events = sink.posts.flatMap((post) => post.events);
  const refreshes = events.filter(({ class_uid: uid }) => uid === 3002);
  expect(refreshes.map(({ status_code, status, severity_id }) => [status_code, status, severity_id])).toEqual([...Array(3).fill(['reused', 'Success', 1]), ['revoked', 'Failure', 2]]);
  expect(refreshes[0]).toMatchObject({
    ...{ category_uid: 3, type_uid: 300299, auth_protocol_id: 6, metadata: { version: '1.3.0', log_name: 'refresh_usage', product: { name: 'Evergrant' } } },
    ...{ time: house.clock.now().getTime(), src_endpoint: { ip: '127.0.0.1' }, user: { uid: ALICE.sub }, actor: { app_uid: 'web' }, unmapped: { grant_id: grant, scopes: expect.arrayContaining(['openid']), resources: [] } },
  });
  expect(events.filter(({ class_uid: uid }) => uid === 6003)).toEqual([
    expect.objectContaining({ type_uid: 600303, message: 'lost', api: expect.objectContaining({ operation: 'token.revoke' }), resources: [expect.objectContaining({ type: 'token', uid: grant })], unmapped: expect.objectContaining({ ticket: 'SEC-1' }) }),
  ]);
});

it('later, when the sink refuses, leads elsewhere or breaks off, and tells how far it is', async () => {
  const sink = await openSink();
  const house = await open(sink.settings);
  await live(house);
  await seal(house);
  const auditor = await Administrator.logIn(house, AUDITOR);
  const webhook = async () => (await auditor.get('/audit/delivery')).json.sinks[0];
  sink.answers = [500, 302, null];
  for (const [attempt, error] of ['answered 500', 'answered 302', /./].entries()) {
    await deliver(house);
    await deliver(house); // it is not time yet
    expect(await webhook()).toMatchObject({ sink: 'webhook', configured: true, seal: 0, lag: expect.any(Number), failures: attempt + 1, last_error: error instanceof RegExp ? expect.stringMatching(error) : error });
    expect(sink.posts.map((post) => post.seal)).toEqual(Array(attempt + 1).fill(1));
    house.clock.advance(2 ** attempt);
  }
  await deliver(house);
  const { seal: cursor, ...state } = await webhook();
  expect(state).toMatchObject({ lag: 0, lag_seconds: null, failures: 0, last_error: null, next_attempt_at: null });
  expect([cursor, sink.posts.at(-1)!.seal]).toEqual([sink.posts.at(-1)!.seal, cursor]);
  expect(house.logs.join('\n')).not.toContain(sink.settings.LEDGER_WEBHOOK_SECRET);
  expect((await (await Administrator.logIn(house, SUPPORT)).get('/audit/delivery')).status).toBe(403);
});

it('as syslog, each row a message, over a connection that is verified', async () => {
  let received = '';
  const take = (socket: Socket) => socket.on('data', (chunk) => (received += chunk.toString('latin1'))).on('error', () => undefined);
  const plain = createServer(take);
  const port = await new Promise<number>((resolve) => plain.listen(0, '127.0.0.1', () => resolve((plain.address() as { port: number }).port)));
  closing.push(() => plain.close());
  const house = await open({ LEDGER_SYSLOG: `tcp://127.0.0.1:${port}` });
  await live(house);
  await seal(house);
  await deliver(house);
  const messages: string[] = [];
  for (let rest = Buffer.from(received, 'latin1'); rest.length > 0; ) {
    const [frame, length] = /^(\d+) /.exec(rest.toString('latin1', 0, 10))!;
    messages.push(rest.toString('utf8', frame.length, frame.length + Number(length)));
    rest = rest.subarray(frame.length + Number(length));
  }
  expect(messages).toHaveLength(5);
  for (const message of messages) expect(message).toMatch(/^<8[56]>1 \d{4}-\d\d-\d\dT[\d:.]+Z \S+ evergrant - (refresh_usage|admin_event) - \ufeff\{.*\}$/);
  const secure = createTlsServer(CERTIFICATE, take);
  const tlsPort = await new Promise<number>((resolve) => secure.listen(0, '127.0.0.1', () => resolve((secure.address() as { port: number }).port)));
  closing.push(() => secure.close());
  const other = await open({ LEDGER_SYSLOG: `tls://localhost:${tlsPort}` });
  await live(other);
  await seal(other);
  await deliver(other);
  const [, syslog] = (await (await Administrator.logIn(other, AUDITOR)).get('/audit/delivery')).json.sinks;
  expect(syslog).toMatchObject({ sink: 'syslog', seal: 0, failures: 1, last_error: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});

it('complete and in order for each family, though the sink is away and servers are killed', { timeout: 180_000 }, async () => {
  const sink = await LedgerSink.prepare();
  const { here, there, house, folder, logIn, close } = await openReplicas([], sink.settings);
  closing.push(close, () => sink.close());
  const families = await Promise.all([REUSING, REUSING, ROTATING].map((client) => logIn(client)));
  const refresh = async () => {
    for (const family of families) family.token = (await here.refresh(family)).json.refresh_token;
    await Promise.all(families.slice(0, 2).map((family) => there.refresh(family)));
  };
  for (let kill = 0; kill < 2; kill++) {
    await refresh();
    await refresh();
    await here.end('SIGKILL');
    await here.start();
  }
  await refresh();
  await there.end('SIGKILL');
  sink.answers = [503, null]; // a duplicate
  await sink.open();
  const rows = await house.sql<{ id: string }>('SELECT id FROM refresh_usage ORDER BY at, id');
  expect(rows).toHaveLength(25);
  await sink.until(() => sink.events.length === rows.length);
  for (const { grantId } of families) {
    const own = await house.sql<{ id: string }>('SELECT id FROM refresh_usage WHERE grant_id = $1 ORDER BY xact, at, id', [grantId]);
    expect(sink.events.filter(({ unmapped }) => unmapped.grant_id === grantId).map(({ metadata }) => metadata.uid)).toEqual(own.map(({ id }) => id));
  }
  const seals = sink.posts.map((post) => post.seal);
  expect(seals).toEqual([...seals].sort((a, b) => a - b));
  const program = new Program(process.execPath, ['dist/src/ledger-verify.js'], folder, { ...KEYS, DATABASE_URL: house.databaseUrl, PUBLIC_URL: house.publicUrl });
  expect([await program.exited(), program.output]).toEqual([0, expect.stringMatching(/25 rows .*\n.*Everything is as it was sealed\./)]);
});
