import { beforeEach, describe, expect, test } from 'vitest';
import { openDataSource } from '../../test/support/database.js';
import { keysOf } from '../../test/support/keys.js';
import { TestClock } from '../../test/support/test.clock.js';
import { SigningKey } from './signing-key.entity.js';
import { LEAD, stateOf } from './signing-key.policy.js';

const DAY = 86_400;
const dataSource = await openDataSource([SigningKey]);
const clock = new TestClock();
const replicas = [keysOf(dataSource, clock, { SIGNING_KEY_ROTATION_DAYS: '90' }), keysOf(dataSource, clock, { SIGNING_KEY_ROTATION_DAYS: '90' })] as const;
const [{ rotation, store, keeper }] = replicas;

const rotate = (now = false) => dataSource.transaction((manager) => rotation.rotate(manager, 'RS256', clock.now(), now));
const retire = (kid: string, isCompromised = false, withSuccessor = false) =>
  dataSource.transaction((manager) => rotation.retire(manager, kid, clock.now(), { isCompromised, withSuccessor }));
/** Newest first. */
const rsa = async () => (await store.findAll()).filter(({ alg }) => alg === 'RS256').sort((a, b) => Number(b.signsFrom) - Number(a.signsFrom));
const states = async () => (await rsa()).map((key) => stateOf(key, clock.now()));
const inJwks = async () => (await store.findPublicJwks(clock.now())).filter(({ alg }) => alg === 'RS256').map(({ kid }) => kid);

beforeEach(async () => {
  await dataSource.query('DELETE FROM signing_key');
  await keeper.makeMissing(clock.now());
  clock.advance(1);
});

test('a rotation publishes the successor first, and keeps the old key as long as a token of it can live', async () => {
  const [old] = await rsa();
  const { kid } = (await rotate()) as { kid: string };
  expect([await states(), await inJwks()]).toEqual([['published', 'signing'], expect.arrayContaining([kid, old!.kid])]);
  expect(await rotate()).toBe('pending');
  clock.advance(LEAD);
  expect(await states()).toEqual(['signing', 'retired']);
  clock.advance(DAY);
  expect(await inJwks()).toHaveLength(2);
  clock.advance(30);
  expect([await states(), await inJwks()]).toEqual([['signing', 'gone'], [kid]]);
});

test('private halves are deleted once their key is gone, and no sooner', async () => {
  await rotate(true);
  const halves = async () => (await rsa()).map(({ privateKey }) => privateKey !== null);
  clock.advance(DAY + 29);
  await keeper.sweep(clock.now());
  expect(await halves()).toEqual([true, true]);
  clock.advance(1);
  await keeper.sweep(clock.now());
  expect(await halves()).toEqual([true, false]);
});

test('at once, a key that is published already takes over', async () => {
  const pending = await rotate();
  expect(await rotate(true)).toEqual(pending);
  expect(await states()).toEqual(['signing', 'retired']);
});

test('keys that have signed for so many days are followed, once, however many replicas look', async () => {
  clock.advance(90 * DAY - 2);
  await Promise.all(replicas.map((replica) => replica.keeper.sweep(clock.now())));
  expect(await states()).toEqual(['signing']);
  clock.advance(1);
  await Promise.all(replicas.flatMap((replica) => [replica.keeper.sweep(clock.now()), replica.keeper.sweep(clock.now())]));
  expect(await states()).toEqual(['published', 'signing']);
  expect(await store.findAll()).toHaveLength(6);
  clock.advance(LEAD);
  await keeper.sweep(clock.now());
  expect(await states()).toEqual(['signing', 'retired']);
});

test('with 0 days no key is followed by itself', async () => {
  clock.advance(1000 * DAY);
  await keysOf(dataSource, clock, { SIGNING_KEY_ROTATION_DAYS: '0' }).keeper.sweep(clock.now());
  expect(await states()).toEqual(['signing']);
});

describe('a key that retires', () => {
  test('is not the only one that signs, unless its successor is made in the same act', async () => {
    const [{ kid }] = (await rsa()) as [SigningKey];
    expect(await retire(kid)).toBe('only');
    expect(await retire(kid, true)).toBe('only');
    expect(await retire(kid, false, true)).toBeNull();
    expect([await states(), await retire(kid)]).toEqual([['signing', 'retired'], 'over']);
  });

  test('hands over to the one that is published', async () => {
    const [{ kid }] = (await rsa()) as [SigningKey];
    await rotate();
    expect(await retire(kid)).toBeNull();
    expect(await states()).toEqual(['signing', 'retired']);
  });

  test('compromised, leaves the JWKS and loses its private half at once, whatever it did', async () => {
    const [{ kid }] = (await rsa()) as [SigningKey];
    expect(await retire(kid, true, true)).toBeNull();
    const [successor, old] = await rsa();
    expect([await states(), await inJwks()]).toEqual([['signing', 'gone'], [successor!.kid]]);
    expect(old).toMatchObject({ privateKey: null, compromisedAt: clock.now(), publishedUntil: clock.now() });
    expect(await retire(kid, true)).toBe('over');
  });

  test('before it signed, is withdrawn: the one before it goes on', async () => {
    const { kid } = (await rotate()) as { kid: string };
    expect(await retire(kid)).toBeNull();
    expect(await states()).toEqual(['gone', 'signing']);
    clock.advance(LEAD + DAY);
    expect((await rsa())[1]).toMatchObject({ signsUntil: null, publishedUntil: null });
    expect(await rotate()).toEqual({ kid: expect.any(String) });
  });

  test('is one that there is', async () => {
    expect(await retire('nonsense')).toBe('unknown');
  });
});

test('of ten rotations at once one publishes a key', async () => {
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => rotate()));
  expect(outcomes.filter((outcome) => outcome === 'pending')).toHaveLength(9);
  expect(await states()).toEqual(['published', 'signing']);
});
