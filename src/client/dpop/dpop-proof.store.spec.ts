import { beforeEach, expect, test } from 'vitest';
import { openDataSource } from '../../../test/support/database.js';
import { TestClock } from '../../../test/support/test.clock.js';
import { FUTURE, PAST } from './dpop-proof.js';
import { DpopProof } from './dpop-proof.entity.js';
import { DpopProofStore } from './dpop-proof.store.js';

const dataSource = await openDataSource([DpopProof]);
const rows = dataSource.getRepository(DpopProof);
const replicas = [new DpopProofStore(dataSource), new DpopProofStore(dataSource)] as const;
const [store] = replicas;
const clock = new TestClock();
const [KEY, OTHER] = ['0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I', 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U'];
beforeEach(() => rows.deleteAll());

test.each([
  ['the same proof', KEY, 'one', false],
  ['another jti of the same key', KEY, 'two', true],
  ['the same jti of another key', OTHER, 'one', true],
  ['the same jti in capitals', KEY, 'ONE', true],
])('after a proof was used, %s', async (_, jkt, jti, expected) => {
  expect(await store.useOnce(KEY, 'one', clock.now())).toBe(true);
  expect(await store.useOnce(jkt, jti, clock.now())).toBe(expected);
});

test('of fifty uses at once on two replicas one wins', async () => {
  const outcomes = await Promise.all(Array.from({ length: 50 }, (_, index) => replicas[index % 2]!.useOnce(KEY, 'one', clock.now())));
  expect(outcomes.filter(Boolean)).toHaveLength(1);
  expect(await rows.count()).toBe(1);
});

test.each(['\0', '\ud800', "'; DROP TABLE dpop_proof; --", 'ä'.repeat(256)])('the jti %j is nothing special', async (jti) => {
  expect([await store.useOnce(KEY, jti, clock.now()), await store.useOnce(KEY, jti, clock.now())]).toEqual([true, false]);
});

test('a proof from the future that was used is remembered as long as it would be taken', async () => {
  await store.useOnce(KEY, 'one', clock.now());
  clock.advance(PAST + FUTURE);
  await store.sweep(clock.now());
  expect(await store.useOnce(KEY, 'one', clock.now())).toBe(false);
});

test('a proof is forgotten when it is too old for every replica', async () => {
  await store.useOnce(KEY, 'one', clock.now());
  const { expiresAt } = await rows.findOneByOrFail({});
  await store.sweep(expiresAt);
  expect(await rows.count()).toBe(1);
  await store.sweep(new Date(expiresAt.getTime() + 1));
  expect(await rows.count()).toBe(0);
});
