import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ALICE } from '../../test/support/data.js';
import { openHouse } from '../../test/support/house.js';
import type { Account } from '../account/account.entity.js';
import { AccountStore } from '../account/account.store.js';
import { SESSION_STATUSES, type SessionStatus } from './session-filter.sql.js';
import { SessionListStore } from './session-list.store.js';
import { SESSION_TTL, SessionStore } from './session.store.js';

const house = await openHouse();
afterAll(() => house.close());
const { app, clock } = house;
const store = app.get(SessionStore);
const list = app.get(SessionListStore);
let sessionId: string;

beforeEach(async () => {
  await house.sql('DELETE FROM session');
  await house.sql('UPDATE account SET disabled_at = NULL, deleted_at = NULL, password_changed_at = NULL');
  const account = (await app.get(AccountStore).find(ALICE.sub)) as Account;
  const { session } = await store.begin({ account, authTime: clock.now(), amr: ['pwd'] }, { requestId: 'r', ip: '192.0.2.1', userAgent: 'spec' }, null);
  ({ sessionId } = session);
  clock.advance(1);
});

const change = (table: string, set: string) => () => house.sql(`UPDATE ${table} SET ${set}`, [clock.now()]);

describe('the status of a session is what a browser that comes with it meets', () => {
  it.each<[string, SessionStatus, () => Promise<unknown>]>([
    ['nothing', 'live', async () => {}],
    ['a logout', 'ended', change('session', 'ended_at = $1')],
    ['a new password', 'ended', change('account', 'password_changed_at = $1')],
    ['a password of the moment of login', 'live', change('account', `password_changed_at = $1::timestamptz - interval '1 second'`)],
    ['a second before its expiry', 'live', async () => clock.advance(SESSION_TTL - 2)],
    ['its expiry', 'expired', async () => clock.advance(SESSION_TTL - 1)],
    ['its expiry after a new password', 'ended', () => change('account', 'password_changed_at = $1')().then(() => clock.advance(SESSION_TTL - 1))],
    ['a disabled account', 'suspended', change('account', 'disabled_at = $1')],
    ['a deleted account', 'suspended', change('account', 'deleted_at = $1')],
  ])('after %s: %s', async (_what, expected, happen) => {
    await happen();
    expect((await list.find(sessionId))!.status).toBe(expected);
    expect((await store.findById(ALICE.sub, sessionId)) !== null).toBe(expected === 'live');
    for (const status of SESSION_STATUSES) {
      const { rows } = await list.findPage({ status }, true, { limit: 5, after: null });
      expect(rows.map((row) => row.status), `the filter ${status}`).toEqual(status === expected ? [expected] : []);
    }
  });
});

it('the pages of those that have ended, by logout or by a new password, are one list', async () => {
  const account = (await app.get(AccountStore).find(ALICE.sub)) as Account;
  for (let n = 0; n < 8; n++) {
    clock.advance(1);
    const { session } = await store.begin({ account, authTime: clock.now(), amr: ['pwd'] }, { requestId: 'r', ip: null, userAgent: null }, null);
    if (n % 2) await store.end(session);
  }
  clock.advance(1);
  await change('account', 'password_changed_at = $1')();
  for (const isDescending of [true, false]) {
    const times: Date[] = [];
    for (let after: any = null, turn = 0; turn === 0 || after; turn++) {
      const page = await list.findPage({ status: 'ended' }, isDescending, { limit: 2, after });
      times.push(...page.rows.map(({ createdAt }) => createdAt));
      after = page.next;
    }
    expect(times).toHaveLength(9);
    expect(times).toEqual(times.toSorted((a, b) => (isDescending ? b.getTime() - a.getTime() : a.getTime() - b.getTime())));
  }
});

it('when a browser was last seen is written after five minutes', async () => {
  const seen = async () => (await list.find(sessionId))!.lastSeenAt;
  const visit = async () => store.noteVisit((await store.findById(ALICE.sub, sessionId))!.session);
  const began = await seen();
  clock.advance(298);
  await visit();
  expect(await seen()).toEqual(began);
  clock.advance(1);
  await visit();
  expect(await seen()).toEqual(clock.now());
});

it.each([1, 6000])('an agent is found by a part of its name among %d names', async (names) => {
  await house.sql(
    `INSERT INTO session SELECT account_id, gen_random_uuid(), secret_hash, acr, amr, auth_time, created_at, expires_at, ended_at, ip, 'Agent ' || n
     FROM session, generate_series(1, $1::int) n`, [names]);
  const find = async (userAgent: string) => (await list.findPage({ userAgent }, true, { limit: 10, after: null })).rows.map((row) => row.userAgent);
  expect([await find('SPE'), await find('gent 1'), await find('agent_1')]).toEqual([['spec'], expect.arrayContaining([expect.stringMatching(/^Agent 1/)]), []]);
});
