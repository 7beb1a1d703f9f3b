import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ALICE, BOB } from '../../test/support/data.js';
import { openHouse } from '../../test/support/house.js';
import { randomSecret } from '../protocol/secret.js';
import { Interaction } from './interaction.entity.js';
import { INTERACTION_TTL, InteractionStore } from './interaction.store.js';
import type { Session } from './session.entity.js';

const house = await openHouse();
afterAll(() => house.close());
const { clock } = house;
const store = house.app.get(InteractionStore);
const rows = house.dataSource.getRepository(Interaction);
const secret = randomSecret();
const begin = () => store.begin({ client_id: 'web', state: 'a "b" \u{1F99D}', claims: '{"x":"\\u0000"}' }, secret);
const sessionOf = (accountId: string, digit: number) => ({ accountId, sessionId: `00000000-0000-4000-8000-00000000000${digit}` }) as Session;
beforeEach(() => rows.deleteAll());

describe('an interaction', () => {
  it('opens with its secret and keeps the request as it came', async () => {
    const { uid } = await begin();
    expect(uid).toMatch(/^[\w-]{22}$/);
    expect((await store.find(uid, secret))?.parameters).toEqual({ client_id: 'web', state: 'a "b" \u{1F99D}', claims: '{"x":"\\u0000"}' });
  });

  it.each([
    ['another secret', randomSecret()],
    ['half the secret', secret.subarray(0, 16)],
    ['no secret', Buffer.alloc(0)],
  ])('does not open with %s', async (_what, wrong) => {
    expect(await store.find((await begin()).uid, wrong)).toBeNull();
  });

  it('is none from the second on at which it expires, and is then swept', async () => {
    const { uid } = await begin();
    clock.advance(INTERACTION_TTL - 1);
    expect(await store.find(uid, secret)).not.toBeNull();
    clock.advance(1);
    expect(await store.find(uid, secret)).toBeNull();
    await store.sweep(clock.now());
    expect(await rows.count()).toBe(1);
    clock.advance(1);
    await store.sweep(clock.now());
    expect(await rows.count()).toBe(0);
  });
});

describe('what the person did', () => {
  it('adds up under one session and counts no more under another', async () => {
    const [alice, bob] = [sessionOf(ALICE.sub, 1), sessionOf(BOB.sub, 2)];
    const at = clock.now();
    const begun = await begin();
    const loggedIn = await store.advance(begun, alice, { authenticatedAt: at });
    const allowed = await store.advance(loggedIn, alice, { consentedAt: at });
    expect(await store.find(begun.uid, secret)).toMatchObject({ accountId: ALICE.sub, authenticatedAt: at, consentedAt: at });
    await store.advance(allowed, bob, {});
    expect(await store.find(begun.uid, secret)).toMatchObject({ accountId: BOB.sub, sessionId: bob.sessionId, authenticatedAt: null, consentedAt: null });
  });

  it('cannot revive what is finished', async () => {
    const begun = await begin();
    await store.finish(begun, async () => true);
    await store.advance(begun, sessionOf(ALICE.sub, 1), {});
    expect(await rows.count()).toBe(0);
  });
});

describe('the end', () => {
  it('comes once, however many want it at the same time', async () => {
    const interaction = await begin();
    let works = 0;
    const ends = await Promise.all(Array.from({ length: 20 }, () => store.finish(interaction, async () => ++works)));
    expect([works, ends.filter((end) => end !== null)]).toEqual([1, [1]]);
  });

  it('has not come when its work failed', async () => {
    const interaction = await begin();
    await expect(store.finish(interaction, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    expect(await store.finish(interaction, async () => 'done')).toBe('done');
  });
});
