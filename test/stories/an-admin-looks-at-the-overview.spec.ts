import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FLUSH_AFTER, RefreshTallyStore } from '../../src/audit/refresh-tally.store.js';
import { Housekeeping } from '../../src/housekeeping.js';
import { LiveCensusStore } from '../../src/token/listing/live-census.store.js';
import { ADMIN, Administrator, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, OTHER, WEB } from '../support/data.js';
import { openHouse, type House } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const here = await openAdministeredHouse();
const there = await openHouse({ replicaOf: here });
afterAll(() => Promise.all([here.close(), there.close()]));

const refresh = (house: House, token: string, client = WEB) => new RelyingParty(house, client).call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token });
const logIn = async (person = ALICE, client = WEB) => (await new RelyingParty(here, client).logIn(new Browser(here), person)).answer.json.refresh_token as string;
const flush = () => Promise.all([here, there].map(({ app }) => app.get(RefreshTallyStore).flush()));
const totals = async (admin: Administrator) => Object.fromEntries((await admin.get('/overview')).json.verdicts.map((one: any) => [one.verdict, [one.last_hour, one.last_day]]));

let admin: Administrator;
let token: string;

beforeAll(async () => {
  admin = await Administrator.logIn(here, ADMIN);
  [token] = [await logIn(), await logIn(BOB), await logIn(ALICE, OTHER)];
});

describe('GET /admin/v1/activity', () => {
  const counted = async (span: string, who = admin) => {
    const { json } = await who.get(`/activity?span=${span}`);
    return { ...json, counts: json.buckets.flatMap(({ counts }: any, place: number) => Object.entries(counts).map(([verdict, count]) => [place, verdict, count])) };
  };

  it('counts what every replica answered, by the minute and the verdict', async () => {
    await Promise.all([...Array.from({ length: 3 }, () => refresh(here, token)), ...Array.from({ length: 2 }, () => refresh(there, token)), refresh(there, 'made up')]);
    await flush();
    for (const house of [here, there]) {
      const hour = await counted('hour', new Administrator(house, admin.token));
      expect([hour.bucket_seconds, hour.buckets.length, hour.counts]).toEqual([60, 60, [[59, 'malformed', 1], [59, 'reused', 5]]]);
    }
    here.clock.advance(600);
    await refresh(there, token);
    await flush();
    expect((await counted('hour')).counts).toEqual([[49, 'malformed', 1], [49, 'reused', 5], [59, 'reused', 1]]);
  });

  it.each([['day', 900, 96], ['month', 21_600, 120]])('of the last %s, in pieces of %i seconds', async (span, seconds, length) => {
    const { bucket_seconds, buckets, counts } = await counted(span);
    expect([bucket_seconds, buckets.length]).toEqual([seconds, length]);
    expect(counts.filter(([, verdict]: any) => verdict === 'reused').reduce((sum: number, [, , count]: any) => sum + count, 0)).toBe(6);
    const now = here.clock.now().getTime();
    expect(Date.parse(buckets.at(-1).at)).toBeLessThanOrEqual(now);
    expect(Date.parse(buckets.at(-1).at) + seconds * 1000).toBeGreaterThan(now);
  });

  it('is written ten seconds after the first, without anybody asking', () => {
    const tally = here.app.get(RefreshTallyStore);
    const flush = vi.spyOn(tally, 'flush');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      tally.add('reused', here.clock.now());
      tally.add('reused', here.clock.now());
      vi.advanceTimersByTime(FLUSH_AFTER - 1);
      expect(flush).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(flush).toHaveBeenCalledTimes(1);
    } finally {
      vi.useRealTimers();
      flush.mockRestore();
    }
  });

  it('is counted once and for all when the storage was away', async () => {
    const tally = there.app.get(RefreshTallyStore);
    await flush();
    const before = Number((await counted('hour')).buckets.at(-1).counts.reused);
    await here.sql('ALTER TABLE refresh_tally RENAME TO away');
    tally.add('reused', here.clock.now());
    await tally.flush();
    await here.sql('ALTER TABLE away RENAME TO refresh_tally');
    tally.add('reused', here.clock.now());
    await tally.flush();
    await tally.flush();
    expect((await counted('hour')).buckets.at(-1).counts.reused).toBe(before + 2);
  });

  it('loses nothing when a replica stops', async () => {
    const before = (await totals(admin)).unknown ?? [0];
    const third = await openHouse({ replicaOf: here });
    third.app.get(RefreshTallyStore).add('unknown', here.clock.now());
    await third.close();
    here.clock.advance(5);
    expect((await totals(admin)).unknown[0]).toBe(before[0] + 1);
  });

  it('is swept after 400 days', async () => {
    await here.sql(`INSERT INTO refresh_tally VALUES ('${here.clock.now().toISOString()}'::timestamptz - interval '401 days', 'reused', 1)`);
    await here.app.get(Housekeeping).sweep();
    expect(await here.sql("SELECT FROM refresh_tally WHERE minute < now() - interval '399 days'")).toEqual([]);
  });

  it.each(['span=year', 'span=', 'colour=red'])('?%s is refused', async (query) => {
    expect((await admin.get(`/activity?${query}`)).status).toBe(400);
  });
});

describe('GET /admin/v1/overview', () => {
  it('counts the families that live, by their clients, and says when', async () => {
    here.clock.advance(60);
    const { json } = await admin.get('/overview');
    expect(json.live_families).toEqual({ count: 3, is_estimate: false, counted_at: here.clock.now().toISOString() });
    expect(json.clients).toEqual([{ client: 'web', client_name: 'Example Web', live_families: 2 }, { client: 'other', client_name: expect.any(String), live_families: 1 }]);
  });

  it('looks at the families only now and then, however many ask', async () => {
    const take = vi.spyOn(here.app.get(LiveCensusStore), 'take');
    here.clock.advance(60);
    await Promise.all(Array.from({ length: 20 }, () => admin.get('/overview')));
    here.clock.advance(5);
    await admin.get('/overview');
    expect(take).toHaveBeenCalledTimes(1);
    here.clock.advance(5);
    await admin.get('/overview');
    expect(take).toHaveBeenCalledTimes(2);
    take.mockRestore();
  });

  it('tells of refusals by their reasons, and of frozen families', async () => {
    const { id } = (await admin.get('/tokens?client=other')).json.items[0];
    await admin.post(`/tokens/${id}/freeze`);
    const families = await logIn(BOB, OTHER);
    await refresh(there, families, OTHER);
    await Promise.all(Array.from({ length: 4 }, () => refresh(there, families, WEB)));
    await flush();
    here.clock.advance(60);
    expect((await totals(admin)).client_mismatch).toEqual([4, 4]);
    const { frozen, live_families } = (await admin.get('/overview')).json;
    expect(live_families.count).toBe(3);
    expect(frozen).toMatchObject({ count: 1, has_more: false, latest: [{ id, client: 'other', username: 'alice', reason: 'admin' }] });
    here.clock.advance(3600);
    admin = await Administrator.logIn(here, ADMIN);
    expect((await totals(admin)).client_mismatch).toEqual([0, 4]);
  });

  it('knows the keys, the database, and how housekeeping fares on whatever replica', async () => {
    await here.sql("ALTER TABLE dpop_proof RENAME TO gone");
    await there.app.get(Housekeeping).sweep();
    await here.sql("ALTER TABLE gone RENAME TO dpop_proof");
    const failedAt = here.clock.now().toISOString();
    here.clock.advance(60);
    const { keys, database, housekeeping, withheld } = (await admin.get('/overview')).json;
    expect(keys.map(({ alg, state }: any) => [alg, state]).sort()).toEqual([['ES256', 'signing'], ['EdDSA', 'signing'], ['RS256', 'signing']]);
    expect(database).toMatchObject({ bytes: expect.any(Number), last_migration: expect.stringMatching(/\d{13}$/), server_version: expect.any(String) });
    expect(database.connections).toBeGreaterThan(0);
    expect(database.connections).toBeLessThanOrEqual(database.max_connections);
    const tasks = Object.fromEntries(housekeeping.map((one: any) => [one.task, one]));
    expect(tasks.DpopProofStore).toMatchObject({ failed_at: failedAt, error: expect.stringContaining('dpop_proof') });
    expect(tasks.SessionStore).toMatchObject({ done_at: failedAt, failed_at: null, error: null });
    expect(withheld).toEqual([]);
    await here.app.get(Housekeeping).sweep();
    here.clock.advance(60);
    const mended = (await admin.get('/overview')).json.housekeeping.find(({ task }: any) => task === 'DpopProofStore');
    expect(mended.done_at > mended.failed_at).toBe(true);
  });

  it('sees a transaction that was left open', async () => {
    await here.dataSource.transaction(async (manager) => {
      await manager.query('SELECT 1');
      here.clock.advance(60);
      const { oldest_transaction_at: at } = (await admin.get('/overview')).json.database;
      expect(Date.parse(at)).toBeLessThanOrEqual(Date.now());
    });
  });

  it('of many families it is told from a sample, within a few percent', async () => {
    const [{ grant_id: id }] = await here.sql<{ grant_id: string }>("SELECT grant_id FROM refresh_token JOIN \"grant\" USING (grant_id) WHERE client_id = 'web' LIMIT 1");
    const columns = async (table: string) => (await here.sql<any>(`SELECT string_agg(quote_ident(column_name), ', ') AS names FROM information_schema.columns WHERE table_name = '${table}' AND column_name <> 'grant_id'`))[0].names;
    for (const table of ['grant', 'refresh_token']) {
      const names = await columns(table);
      await here.sql(`INSERT INTO "${table}" (grant_id, ${names}) SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ${names} FROM "${table}", generate_series(1, 100000) n WHERE grant_id = '${id}'`);
    }
    await here.sql("UPDATE refresh_token SET revoked_at = now() WHERE grant_id::text LIKE '00000000-0000-7000-8000-%5'");
    here.clock.advance(60);
    const { live_families: live, clients } = (await admin.get('/overview')).json;
    expect(live.is_estimate).toBe(true);
    expect(Math.abs(live.count - 90_003) / 90_003).toBeLessThan(0.1);
    expect(clients[0]).toMatchObject({ client: 'web' });
  });
});

it('support sees the tokens and not the machinery; nobody sees nothing', async () => {
  const [auditor, support, nobody, robot] = [await Administrator.logIn(here, AUDITOR), await Administrator.logIn(here, SUPPORT), new Administrator(here, null), await Administrator.run(here, 'clients:read')];
  for (const path of ['/overview', '/activity']) {
    const status = async (who: Administrator) => (await who.get(path)).status;
    expect([await status(auditor), await status(support), await status(nobody), await status(robot)], path).toEqual([200, 200, 401, 403]);
  }
  expect((await auditor.get('/overview')).json).toMatchObject({ withheld: [], keys: expect.any(Array) });
  expect((await support.get('/overview')).json).toMatchObject({ withheld: ['keys', 'database', 'housekeeping'], keys: null, database: null, housekeeping: null });
});
