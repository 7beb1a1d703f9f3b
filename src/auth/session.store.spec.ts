import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ALICE, BOB } from '../../test/support/data.js';
import { openHouse } from '../../test/support/house.js';
import type { Account } from '../account/account.entity.js';
import { AccountStore } from '../account/account.store.js';
import { Session } from './session.entity.js';
import { SESSION_TTL, SessionStore } from './session.store.js';

const house = await openHouse();
afterAll(() => house.close());
const { app, clock } = house;
const store = app.get(SessionStore);
const rows = house.dataSource.getRepository(Session);
const caller = { requestId: 'request-1', ip: '192.0.2.1', userAgent: 'spec' };
const person = async (sub: string): Promise<Account> => (await app.get(AccountStore).find(sub))!;
const begin = async (previous: Session | null = null, sub = ALICE.sub) => store.begin({ account: await person(sub), authTime: clock.now(), amr: ['pwd'] }, caller, previous);
beforeEach(() => rows.deleteAll());

describe('a session', () => {
  it('is found by its cookie, of which the row holds only a hash', async () => {
    const { cookie, session } = await begin();
    expect(await store.find(cookie)).toMatchObject({ account: { username: 'alice' }, session: { sessionId: session.sessionId, authTime: clock.now(), ip: '192.0.2.1' } });
    const [{ row }] = (await house.sql<{ row: string }>('SELECT t::text AS row FROM session t')) as [{ row: string }];
    expect(row).not.toContain(Buffer.from(cookie, 'base64url').subarray(16, 48).toString('hex'));
  });

  it.each([0, 15, 16, 47, 48, 71])('is not found when byte %d of its cookie is another', async (index) => {
    const bytes = Buffer.from((await begin()).cookie, 'base64url');
    bytes[index]! ^= 1;
    expect(await store.find(bytes.toString('base64url'))).toBeNull();
  });

  it.each([undefined, '', 'nonsense', 'A'.repeat(10_000), '=', 'ÿ'])('is not found by %j', async (cookie) => {
    expect(await store.find(cookie)).toBeNull();
  });

  it('is none from the second on at which it expires, and is then swept', async () => {
    const { cookie, session } = await begin();
    clock.advance(SESSION_TTL - 1);
    expect(await store.find(cookie)).not.toBeNull();
    clock.advance(1);
    expect([await store.find(cookie), await store.findById(session.accountId, session.sessionId)]).toEqual([null, null]);
    await store.sweep(clock.now());
    expect(await rows.count()).toBe(1);
    clock.advance(1);
    await store.sweep(clock.now());
    expect(await rows.count()).toBe(0);
  });

  it('that was ended is none, and keeps the time of its first end', async () => {
    const { cookie, session } = await begin();
    const endedAt = clock.now();
    await store.end(session);
    clock.advance(10);
    await store.end(session);
    expect([await store.find(cookie), (await rows.findOneByOrFail({})).endedAt]).toEqual([null, endedAt]);
  });

  it.each(['disabledAt', 'deletedAt'] as const)('is none while the account has %s', async (column) => {
    const { cookie, session } = await begin();
    const accounts = house.dataSource.getRepository('Account');
    await accounts.update({ accountId: ALICE.sub }, { [column]: clock.now() });
    expect([await store.find(cookie), await store.findById(ALICE.sub, session.sessionId)]).toEqual([null, null]);
    await accounts.update({ accountId: ALICE.sub }, { [column]: null });
    expect(await store.find(cookie)).not.toBeNull();
  });

  it('is none when the password was changed while it was looked at', async () => {
    const [account, authTime] = [await person(ALICE.sub), clock.now()];
    clock.advance(1);
    await house.sql('UPDATE account SET password_changed_at = $1 WHERE account_id = $2', [clock.now(), ALICE.sub]);
    clock.advance(1);
    const { cookie } = await store.begin({ account, authTime, amr: ['pwd'] }, caller, null);
    expect(await store.find(cookie)).toBeNull();
    await house.sql('UPDATE account SET password_changed_at = NULL');
  });

  it('belongs to its account alone', async () => {
    const { session } = await begin();
    expect([await store.findById(ALICE.sub, session.sessionId), await store.findById(BOB.sub, session.sessionId)]).toEqual([expect.anything(), null]);
  });
});

describe('the next login in the same browser', () => {
  it('of the same person keeps the sid and the beginning, and renews all else', async () => {
    const first = await begin();
    clock.advance(100);
    const second = await begin(first.session);
    const { sessionId, createdAt } = first.session;
    expect(await store.find(second.cookie)).toMatchObject({ session: { sessionId, createdAt, authTime: clock.now(), expiresAt: second.session.expiresAt } });
    expect([await store.find(first.cookie), await rows.count()]).toEqual([null, 1]);
  });

  it('of another person ends the first session', async () => {
    const first = await begin();
    const second = await begin(first.session, BOB.sub);
    expect([await store.find(first.cookie), second.session.sessionId === first.session.sessionId]).toEqual([null, false]);
    expect((await store.find(second.cookie))?.account.accountId).toBe(BOB.sub);
  });

  it('does not bring back a session that was ended meanwhile', async () => {
    const first = await begin();
    await store.end(first.session);
    const second = await begin(first.session);
    expect([second.session.sessionId === first.session.sessionId, await store.findById(ALICE.sub, first.session.sessionId)]).toEqual([false, null]);
  });

  it('ten times at once leaves one session and one good cookie', async () => {
    const { session } = await begin();
    const logins = await Promise.all(Array.from({ length: 10 }, () => begin(session)));
    const found = await Promise.all(logins.map(({ cookie }) => store.find(cookie)));
    expect([found.filter(Boolean).length, await rows.count()]).toEqual([1, 1]);
  });
});
