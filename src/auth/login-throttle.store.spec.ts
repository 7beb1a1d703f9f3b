import { beforeEach, describe, expect, it } from 'vitest';
import { KEYS } from '../../test/support/data.js';
import { openDataSource } from '../../test/support/database.js';
import { TestClock } from '../../test/support/test.clock.js';
import { loadSettings } from '../config/load-settings.js';
import { LoginThrottle } from './login-throttle.entity.js';
import { LoginThrottleStore, type Attempt } from './login-throttle.store.js';

const dataSource = await openDataSource([LoginThrottle]);
const clock = new TestClock();
const storeAt = (time: TestClock) => new LoginThrottleStore(dataSource, time, loadSettings({ ...KEYS, DATABASE_URL: 'postgres://elsewhere' }));
const store = storeAt(clock);
const rows = dataSource.getRepository(LoginThrottle);
const HERE = '192.0.2.1';
beforeEach(() => rows.deleteAll());

const charge = (username = 'alice', ip: string | null = HERE) => store.charge(username, ip);
const isCounted = (outcome: Attempt | number): outcome is Attempt => typeof outcome !== 'number';
const failuresOf = async () => (await rows.find()).map(({ failures }) => failures).sort((a, b) => a - b);

async function fail(times: number, username?: string, ip?: string): Promise<void> {
  for (let n = 0; n < times; n++) expect(isCounted(await charge(username, ip))).toBe(true);
}

async function succeed(username?: string): Promise<void> {
  await store.forgive((await charge(username)) as Attempt);
}

describe('a charge', () => {
  it('is free five times; the sixth waits, and waiting counts for nothing', async () => {
    await fail(5);
    expect([await charge(), await charge(), await failuresOf()]).toEqual([1, 1, [5, 5]]);
    clock.advance(1);
    await fail(1);
    expect(await charge()).toBe(2);
  });

  it.each([
    ['of one pair', () => 'alice', 5],
    ['of one address', (n: number) => `person-${n}`, 20],
  ])('%s has only so many winners of 60 at once', async (_what, username, free) => {
    const outcomes = await Promise.all(Array.from({ length: 60 }, (_, n) => charge(username(n))));
    expect(outcomes.filter(isCounted)).toHaveLength(free);
    expect(outcomes.filter((outcome) => !isCounted(outcome))).toEqual(Array(60 - free).fill(1));
  });

  it('that must wait for the address counts nothing for the name', async () => {
    for (let n = 0; n < 20; n++) await fail(1, `person-${n}`);
    expect([await charge(), await rows.count()]).toEqual([1, 21]);
  });

  it('that must wait for the address counts nothing for the name, in a burst neither', async () => {
    const outcomes = await Promise.all(Array.from({ length: 60 }, (_, n) => charge(`person-${n}`)));
    expect([outcomes.filter(isCounted).length, await rows.count()]).toEqual([20, 21]);
  });

  it.each([
    ['the name in other letters', ' ＡLICE ', HERE, 1],
    ['another name', 'bob', HERE, 0],
    ['another address', 'alice', '192.0.2.2', 0],
    ['no address', 'alice', null, 0],
    ['the same address as IPv6 writes it', 'alice', `::ffff:${HERE}`, 1],
  ])('after five is met by %s', async (_what, username, ip, wait) => {
    await fail(5);
    const outcome = await charge(username, ip);
    expect(isCounted(outcome) ? 0 : outcome).toBe(wait);
  });

  it('is of a whole IPv6 network', async () => {
    await fail(5, 'alice', '2001:db8:0:1::1');
    expect([await charge('alice', '2001:db8:0:1:ffff::2'), isCounted(await charge('alice', '2001:db8:0:2::1'))]).toEqual([1, true]);
  });

  it('on a replica whose clock is behind waits no longer than the rest', async () => {
    await fail(5);
    const behind = storeAt(Object.assign(new TestClock(), { now: () => new Date(clock.now().getTime() - 30_000) }));
    const wait = await behind.charge('alice', HERE);
    expect([isCounted(wait), Number(wait) <= 31]).toEqual([false, true]);
  });
});

describe('a right password', () => {
  it('clears its pair and takes its own charge off the address, no more', async () => {
    await fail(3, 'bob');
    await fail(4);
    await succeed();
    expect(await failuresOf()).toEqual([3, 7]);
    await fail(5);
  });

  it('leaves the address\'s last failure where it was, unless there was another meanwhile', async () => {
    const failedAt = clock.now();
    await fail(1, 'bob');
    clock.advance(10);
    await succeed();
    expect(await rows.find()).toEqual([1, 1].map((failures) => expect.objectContaining({ failures, failedAt })));
    const attempt = (await charge()) as Attempt;
    clock.advance(10);
    await fail(1, 'bob');
    await store.forgive(attempt);
    expect(await rows.find()).toEqual([2, 2].map((failures) => expect.objectContaining({ failures, failedAt: clock.now() })));
  });
});

describe('the memory', () => {
  it('is of fifteen minutes, to the second', async () => {
    await fail(5);
    clock.advance(899);
    await fail(1);
    expect(await charge()).toBe(2);
    clock.advance(900);
    await fail(5);
    expect(await charge()).toBe(1);
  });

  it('is swept when it is over, not before', async () => {
    await fail(1);
    clock.advance(900);
    await store.sweep(clock.now());
    expect(await rows.count()).toBe(2);
    clock.advance(1);
    await store.sweep(clock.now());
    expect(await rows.count()).toBe(0);
  });
});
