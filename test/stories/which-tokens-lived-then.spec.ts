import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, ADMINISTERED, Administrator, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, OTHER, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

const IDLE = { ...WEB, client_id: 'idle', refresh_token_policy: { refresh_token_idle_ttl: 600 } };
const SESSION = { ...WEB, client_id: 'session', refresh_token_policy: { ends_at_logout: true } };
const house = await openAdministeredHouse({ bootstrap: { ...ADMINISTERED, clients: [...ADMINISTERED.clients, IDLE, SESSION] } });
afterAll(() => house.close());
const [web, other, idle, session] = [WEB, OTHER, IDLE, SESSION].map((client) => new RelyingParty(house, client)) as [RelyingParty, RelyingParty, RelyingParty, RelyingParty];
const HOUR = 3600;
const now = () => house.clock.now().toISOString();
let beginning: string;
const ids: Record<string, string> = {};
const tokens: Record<string, string> = {};
/** Minutes since the beginning. */
const at = (minutes: number) => new Date(Date.parse(beginning) + minutes * 60_000).toISOString();

async function logIn(name: string, app: RelyingParty, who = ALICE): Promise<void> {
  tokens[name] = (await app.logIn(new Browser(house), who)).answer.json.refresh_token;
  ids[name] = (await app.introspect(tokens[name]!)).jti as string;
}
const refresh = (name: string, app: RelyingParty) => app.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: tokens[name]! });
const minutes = (count: number) => house.clock.advance(count * 60);

let auditor: Administrator;

/** Ten minutes lie between what happens; what is written about is at 0, 10, 20, … */
beforeAll(async () => {
  beginning = now();
  await logIn('revoked', web);
  await logIn('bobs', web, BOB);
  await logIn('frozen', web);
  await logIn('idle', idle);
  await logIn('old', other);
  minutes(9);
  await refresh('idle', idle);
  minutes(1); // 10
  await logIn('later', other);
  let admin = await Administrator.logIn(house, ADMIN);
  await admin.post(`/tokens/${ids.frozen}/freeze`);
  minutes(10); // 20: the idle one has died at 19
  await web.revoke(tokens.revoked!);
  minutes(10); // 30
  admin = await Administrator.logIn(house, ADMIN);
  await admin.post(`/tokens/${ids.frozen}/unfreeze`);
  minutes(10); // 40
  await house.sql('UPDATE account SET password_changed_at = $1 WHERE account_id = $2', [house.clock.now(), BOB.sub]);
  minutes(10);
  auditor = await Administrator.logIn(house, AUDITOR);
});

const live = async (query: string, when: string) => (await auditor.walk(`/audit/live?${query}&at=${when}`)).items;
const namesOf = (items: { id: string }[]) => items.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id)).sort();

describe('GET /admin/v1/audit/live', () => {
  it.each<[number, string[]]>([
    [-1, []],
    [0, ['frozen', 'idle', 'old', 'revoked']],
    [5, ['frozen', 'idle', 'old', 'revoked']],
    [15, ['idle', 'later', 'old', 'revoked']],
    [18, ['idle', 'later', 'old', 'revoked']],
    [19, ['later', 'old', 'revoked']],
    [25, ['later', 'old']],
    [35, ['frozen', 'later', 'old']],
  ])('of Alice, at minute %i', async (minute, expected) => {
    expect(namesOf(await live(`account=${ALICE.sub}`, at(minute)))).toEqual(expected);
  });

  it('of a client, and of both', async () => {
    expect(namesOf(await live('client=web', at(5)))).toEqual(['bobs', 'frozen', 'revoked']);
    expect(namesOf(await live(`client=web&account=${BOB.sub}`, at(39)))).toEqual(['bobs']);
    expect(namesOf(await live(`client=web&account=${BOB.sub}`, at(41)))).toEqual([]);
    expect(await live('client=none', at(5))).toEqual([]);
  });

  it('is what introspection says of now', async () => {
    for (const [name, app] of [['revoked', web], ['frozen', web], ['idle', idle], ['old', other], ['later', other], ['bobs', web]] as const) {
      const { active } = await app.introspect(tokens[name]!);
      const account = name === 'bobs' ? BOB.sub : ALICE.sub;
      expect(namesOf(await live(`account=${account}`, now())).includes(name), name).toBe(active);
    }
  });

  it('shows each as it was, and what became of it', async () => {
    const [row] = (await live('client=idle', at(15)));
    expect(row).toMatchObject({ id: ids.idle, username: 'alice', client_name: 'Example Web', created_at: at(0), last_used_at: at(9), revoked_at: null });
    const revoked = (await live(`client=web&account=${ALICE.sub}`, at(15))).find(({ id }) => id === ids.revoked);
    expect(revoked).toMatchObject({ revoked_at: at(20), ended_reason: 'client_request', last_used_at: null });
  });

  it('says what it cannot know', async () => {
    const { json } = await auditor.get(`/audit/live?client=web&at=${at(39)}`);
    expect(json.caveats).toEqual([expect.stringContaining('policy of today'), expect.stringContaining('by hand')]);
    expect(json.items.find(({ id }: { id: string }) => id === ids.bobs)!.doubts).toEqual(['password']);
    expect((await auditor.get(`/audit/live?client=web&at=2020-01-01T00:00:00Z`)).json.caveats).toHaveLength(3);
    await logIn('with its session', session);
    expect((await live('client=session', now()))[0].doubts).toEqual([]);
    await house.sql('DELETE FROM session');
    expect((await live('client=session', now()))[0].doubts).toEqual(['session']);
  });

  it('comes in pages, the youngest first', async () => {
    const { items, pages } = await auditor.walk(`/audit/live?account=${ALICE.sub}&at=${at(5)}&limit=1`);
    expect([namesOf(items), pages >= 4]).toEqual([['frozen', 'idle', 'old', 'revoked'], true]);
  });
});

it('an auditor may, support may not; nor may anybody without saying whose and when', async () => {
  const support = await Administrator.logIn(house, SUPPORT);
  expect((await support.get(`/audit/live?client=web&at=${at(5)}`)).status).toBe(403);
  const faults = async (query: string) => (await auditor.get(`/audit/live?${query}`)).json.errors?.map(({ field }: { field: string }) => field);
  expect(await faults('client=web')).toEqual(['at']);
  expect(await faults(`at=${at(5)}`)).toEqual(['account']);
  expect(await faults(`client=web&at=${new Date(Date.parse(now()) + HOUR * 1000).toISOString()}`)).toEqual(['at']);
});
