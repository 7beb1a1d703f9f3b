import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Administrator, ADMIN, AUDITOR, SUPPORT, openAdministeredHouse } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, MACHINE, OTHER, WEB, type Person } from '../support/data.js';
import { until } from '../support/families.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openAdministeredHouse();
const replica = await openAdministeredHouse({ replicaOf: house });
afterAll(async () => {
  await replica.close();
  await house.close();
});
let admin: Administrator;

beforeEach(async () => {
  house.clock.advance(1);
  admin ??= await Administrator.run(house);
});

const FIREFOX = { 'user-agent': 'Firefox/140' };
const post = (body: object, who = admin) => who.post('/revocations', { reason: 'a leak', ...body });
const fields = async (body: object) => (await post(body)).json.errors?.map(({ field }: { field: string }) => field);

/** Logs in and fetches the tokens; returns them with the id. */
async function logIn(who: Person = ALICE, client = WEB) {
  house.clock.advance(1);
  const { json } = (await new RelyingParty(house, client).logIn(new Browser(house, FIREFOX), who)).answer;
  const [{ id }] = (await admin.get('/tokens?limit=1')).json.items;
  return { id, client, refreshToken: json.refresh_token as string, accessToken: json.access_token as string };
}

type Login = Awaited<ReturnType<typeof logIn>>;

/** Whether its refresh token and its access token work, on each replica. */
const works = ({ client, refreshToken, accessToken }: Login) =>
  Promise.all(
    [house, replica].flatMap((where) => [
      new RelyingParty(where, client).call('/oidc/token', { grant_type: 'refresh_token', refresh_token: refreshToken }).then(({ status }) => status === 200),
      new RelyingParty(where, MACHINE).introspect(accessToken).then(({ active }) => active),
    ]),
  );

describe('a plan', () => {
  it('says how many of whom, shows a few, ends exactly those and says how many had gone', async () => {
    const [first, gone, bobs, others] = [await logIn(), await logIn(), await logIn(BOB), await logIn(ALICE, OTHER)];
    const { status, json: plan } = await post({ filter: { client: 'web', issued_after: '2020-01-01T00:00:00Z' }, dry_run: true, ticket: 'SEC-9' });
    expect(status).toBe(201);
    expect(plan).toMatchObject({ state: 'planned', total: 3, accounts: 2, clients: 1, done: 0, gone: 0, ticket: 'SEC-9', actor: 'robot', everything: false });
    expect(plan.sample.map(({ id }: Login) => id)).toEqual([bobs.id, gone.id, first.id]);
    expect(plan.sample[0]).toEqual((await admin.get(`/tokens/${bobs.id}`)).json);
    expect((await admin.get(`/revocations/${plan.id}`)).json).toMatchObject({ state: 'planned', filter: { client: 'web', issued_after: '2020-01-01T00:00:00Z' } });
    expect(await works(first)).toEqual([true, true, true, true]);

    const late = await logIn();
    await admin.post(`/tokens/${gone.id}/revoke`);
    house.clock.advance(1);
    const { status: accepted, json: begun } = await admin.post(`/revocations/${plan.id}/execute`, { reason: 'the leak is real', ticket: 'SEC-10' });
    expect([accepted, begun.state, begun.total]).toEqual([202, 'running', 3]);
    expect(await until(admin, plan.id)).toMatchObject({ state: 'done', done: 2, gone: 1, reason: 'the leak is real', ticket: 'SEC-10' });
    for (const ended of [first, gone, bobs]) expect(await works(ended)).toEqual([false, false, false, false]);
    for (const untouched of [late, others]) expect(await works(untouched)).toEqual([true, true, true, true]);

    const { items } = (await admin.get(`/tokens/${first.id}/usage`)).json;
    expect(items.find(({ kind }: { kind: string }) => kind === 'act')).toMatchObject({ what: 'token.revoke', actor: 'robot', reason: 'the leak is real', ticket: 'SEC-10', revocation: plan.id });
    const events = await house.sql("SELECT action, reason, ticket, new->>'done' AS done, new->'filter'->>'client' AS client FROM admin_event WHERE target_id = $1 ORDER BY at, id", [plan.id]);
    expect(events).toEqual([
      { action: 'revocation.plan', reason: 'a leak', ticket: 'SEC-9', done: null, client: 'web' },
      { action: 'revocation.execute', reason: 'the leak is real', ticket: 'SEC-10', done: '0', client: 'web' },
      { action: 'revocation.finish', reason: 'the leak is real', ticket: 'SEC-10', done: '2', client: null },
    ]);
    expect(await house.sql('SELECT FROM mass_revocation_member')).toEqual([]);
  });

  it('of those that were ticked: exactly these, and how many of them have gone', async () => {
    const [first, over, bobs, others] = [await logIn(), await logIn(), await logIn(BOB), await logIn(ALICE, OTHER)];
    await admin.post(`/tokens/${over.id}/revoke`);
    const id = [first.id, over.id, bobs.id, others.id];
    const { json: plan } = await post({ filter: { id }, dry_run: true });
    expect(plan).toMatchObject({ total: 3, accounts: 2, clients: 2, filter: { id } });
    expect(plan.sample.map((token: Login) => token.id)).toEqual([others.id, bobs.id, first.id]);
    expect((await post({ filter: { id, client: 'web' }, dry_run: true })).json.total).toBe(2);
    await admin.post(`/tokens/${bobs.id}/revoke`);
    await admin.post(`/revocations/${plan.id}/execute`, { reason: 'these three' });
    expect(await until(admin, plan.id)).toMatchObject({ state: 'done', done: 2, gone: 1 });
    for (const ended of [first, others]) expect(await works(ended)).toEqual([false, false, false, false]);
  });

  it('is executed once, not after an hour, not when dropped, and only where there is one', async () => {
    const { id: login } = await logIn();
    const plan = async () => (await post({ filter: { session: (await admin.get(`/tokens/${login}`)).json.session }, dry_run: true })).json.id;
    const [expired, dropped, executed] = [await plan(), await plan(), await plan()];
    const act = (id: string, what: string) => admin.post(`/revocations/${id}/${what}`);
    expect((await act(dropped, 'cancel')).json).toMatchObject({ state: 'cancelled', ended_at: house.clock.now().toISOString() });
    expect((await act(dropped, 'cancel')).status).toBe(409);
    expect((await act(dropped, 'execute')).json).toMatchObject({ status: 409, detail: 'the revocation is cancelled' });
    await act(executed, 'execute');
    await until(admin, executed);
    expect((await act(executed, 'execute')).json.detail).toBe('the revocation is done');
    house.clock.advance(3600);
    admin = await Administrator.run(house);
    expect((await admin.get(`/revocations/${expired}`)).json.state).toBe('expired');
    expect((await act(expired, 'execute')).json.detail).toBe('the revocation is expired');
    for (const what of ['execute', 'cancel']) expect((await act('01a20d05-7b8b-733c-8ec5-1b4dbbe5e1df', what)).status).toBe(404);
    expect((await admin.walk('/revocations?limit=2')).items.map(({ id }) => id).slice(0, 3)).toEqual([executed, dropped, expired].sort().reverse());
  });
});

describe('without a plan', () => {
  it('it is done at once, and once under an Idempotency-Key', async () => {
    const login = await logIn();
    const body = { reason: 'a leak', filter: { session: (await admin.get(`/tokens/${login.id}`)).json.session } };
    const send = () => admin.post('/revocations', body, { 'idempotency-key': 'once' });
    const [{ json: first }, { json: second }] = [await send(), await send()];
    expect([first.id, first.state, first.total]).toEqual([second.id, 'running', 1]);
    expect(await until(admin, first.id)).toMatchObject({ done: 1, gone: 0 });
    expect(await works(login)).toEqual([false, false, false, false]);
  });

  it('by the questions of an incident: in this time, from this network, by this agent, signed with this key', async () => {
    const login = await logIn();
    const { kid } = (await house.sql<{ kid: string }>("SELECT kid FROM signing_key WHERE alg = 'RS256'"))[0]!;
    house.clock.advance(7200);
    admin = await Administrator.run(house);
    const now = house.clock.now().toISOString();
    await works(login); // used just now
    const total = async (filter: object) => (await post({ filter: { account: ALICE.sub, client: 'web', ...filter }, dry_run: true })).json.total;
    const all = await total({});
    expect(await total({ active_after: now })).toBe(1);
    expect(await total({ active_after: '2020-01-01T00:00:00Z', active_before: now })).toBe(all);
    expect(await total({ active_after: now, active_before: new Date(Date.parse(now) + 1000).toISOString() })).toBe(1);
    expect(await total({ active_after: new Date(Date.parse(now) - 3600_000).toISOString(), active_before: now })).toBe(0);
    expect(await total({ active_before: '2020-01-01T00:00:00Z' })).toBe(0);
    expect([await total({ network: '127.0.0.0/8' }), await total({ network: '203.0.113.0/24' })]).toEqual([all, 0]);
    expect([await total({ user_agent: 'node' }), await total({ user_agent: 'Opera' })]).toEqual([all, 0]);
    expect([await total({ kid }), await total({ kid: 'none of ours' })]).toEqual([all, 0]);
  });

  it('everything, said on purpose', async () => {
    const logins = [await logIn(), await logIn(BOB, OTHER)];
    const { json } = await post({ everything: true });
    expect(json).toMatchObject({ everything: true, filter: {}, state: 'running', accounts: 2, clients: 2 });
    await until(admin, json.id);
    for (const login of logins) expect(await works(login)).toEqual([false, false, false, false]);
  });
});

describe('is refused', () => {
  it('what is not well said, member by member', async () => {
    expect(await fields({})).toEqual(['filter']);
    expect(await fields({ filter: {} })).toEqual(['filter']);
    expect(await fields({ filter: 'web' })).toEqual(['filter']);
    expect(await fields({ filter: [] })).toEqual(['filter']);
    expect(await fields({ filter: { client: 'web' }, everything: true })).toEqual(['everything']);
    expect(await fields({ everything: false })).toEqual(['everything']);
    expect(await fields({ filter: { network: 'home', colour: 'red' } })).toEqual(['filter.colour', 'filter.network']);
    expect(await fields({ filter: { id: [], status: [] } })).toEqual(['filter.id', 'filter.status']);
    expect(await fields({ filter: { id: ['the first'] } })).toEqual(['filter.id']);
    expect(await fields({ filter: { id: Array(201).fill('01a20d05-7b8b-733c-8ec5-1b4dbbe5e1df') } })).toEqual(['filter.id']);
    expect(await fields({ filter: { id: '01a20d05-7b8b-733c-8ec5-1b4dbbe5e1df' } }), 'of nobody').toEqual(['filter.id']);
    expect(await fields({ filter: { client: 'web' }, dry_run: 'yes' })).toEqual(['dry_run']);
    expect(await fields({ filter: { client: 'web' }, reason: ' ' })).toEqual(['reason']);
  });

  it('to whoever may not', async () => {
    const auditor = await Administrator.logIn(house, AUDITOR);
    const { id } = (await post({ everything: true, dry_run: true })).json;
    for (const path of ['/revocations', `/revocations/${id}/execute`, `/revocations/${id}/cancel`]) {
      expect((await auditor.post(path, { reason: 'may I', everything: true })).json).toMatchObject({ status: 403, scope: 'tokens:revoke' });
    }
    expect((await auditor.get(`/revocations/${id}`)).status).toBe(200);
    const reader = await Administrator.run(house, 'clients:read');
    for (const path of ['/revocations', `/revocations/${id}`, `/revocations/${id}/events`]) expect((await reader.get(path)).status).toBe(403);
    expect((await new Administrator(house, null).post('/revocations')).status).toBe(401);
    for (const may of [ADMIN, SUPPORT]) expect((await post({ everything: true, dry_run: true }, await Administrator.logIn(house, may))).status).toBe(201);
  });
});
