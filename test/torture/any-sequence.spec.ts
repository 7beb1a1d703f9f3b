import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { ALICE, NATIVE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import type { ModelPolicy } from '../support/refresh.model.js';
import { KINDS, Play, type Use } from '../support/refresh.play.js';
import { IS_WHOLE, runs, Tally } from '../support/tally.js';
import { ConsentStore } from '../../src/auth/consent.store.js';
import { SessionStore } from '../../src/auth/session.store.js';
import { Housekeeping } from '../../src/housekeeping.js';
import { GrantStore } from '../../src/token/grant.store.js';

const house = await openHouse();
afterAll(() => house.close());

const DAY = 86_400;
const CLIENTS = [WEB.client_id, NATIVE.client_id];
/** Of the two that a play has. */
const family = fc.constantFrom(0, 0, 0, 1);
const clientId = fc.constantFrom(...CLIENTS);
const is = fc.boolean();
const policy: fc.Arbitrary<ModelPolicy> = fc.record({
  rotation: fc.constantFrom('rotate', 'reuse', null),
  retryWindow: fc.constantFrom(30, 0, 600),
  refreshTokenTtl: fc.constantFrom(30 * DAY, DAY, 3600),
  refreshTokenIdleTtl: fc.constantFrom(null, 7 * DAY, 3600, 60),
  endsAtLogout: fc.boolean(),
});
/** Mostly the right token in the right hands: a family that is dead has nothing more to tell. */
const ways: Arbitraries<Use> = {
  age: fc.constantFrom<Use['age'][]>(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, -1, 'forged', 'malformed'),
  times: fc.constantFrom(1, 1, 1, 1, 1, 1, 2, 5),
  isByOwner: fc.constantFrom(true, true, true, true, true, true, true, true, true, false),
  proof: fc.constantFrom('right', 'right', 'right', 'right', 'right', 'wrong', 'none'),
  ask: fc.constantFrom('all', 'all', 'all', 'all', 'all', 'all', 'less', 'less', 'scope', 'target'),
};

interface Move {
  weight: number;
  parts: Record<string, fc.Arbitrary<unknown>>;
  make(play: Play, parts: any): unknown;
}

type Arbitraries<Parts> = { [Name in keyof Parts]: fc.Arbitrary<Parts[Name]> };

function move<Parts extends object>(weight: number, parts: Arbitraries<Parts>, make: (play: Play, parts: Parts) => unknown): Move {
  return { weight, parts, make };
}

/** Sets or clears a column that says since when. */
const stamp = ({ house }: Play, sql: string, id: string, is: boolean) => house.sql(sql, [id, is ? house.clock.now() : null]);

/** Everything that can happen, how often, and what it is in the database and in the model. */
const MOVES: Record<string, Move> = {
  use: move(120, { family, ...ways }, (play, { family, ...way }) => play.use(play.families[family]!, way)),
  wait: move(20, { seconds: fc.constantFrom(1, 1, 5, 20, 60, 600, 3600, DAY, 6 * DAY) }, (play, { seconds }) => play.advance(seconds)),
  waitUntil: move(40, { family, end: fc.constantFrom('window', 'window', 'idle', 'idle', 'expiry'), isEarly: fc.constantFrom(true, true, false) }, (play, { family, end, isEarly }) => {
    play.advanceTo(play.families[family]!.model, end, isEarly);
  }),
  introspect: move(10, { family }, (play, { family }) => play.look(play.families[family]!)),
  setPolicy: move(15, { clientId, policy }, (play, { clientId, policy }) => play.setPolicy(clientId, policy)),
  sweep: move(10, {}, (play) => play.get(Housekeeping).sweep()),
  orderRotation: move(20, { family }, async (play, { family }) => {
    await stamp(play, 'UPDATE refresh_token SET rotate_next_at = $2 WHERE grant_id = $1', play.families[family]!.grantId, true);
    play.families[family]!.model.isToRotate = true;
  }),
  setFrozen: move(10, { family, is }, async (play, { family, is }) => {
    await stamp(play, 'UPDATE refresh_token SET frozen_at = $2 WHERE grant_id = $1', play.families[family]!.grantId, is);
    play.families[family]!.model.isFrozen = is;
  }),
  setAccountDisabled: move(10, { is }, async (play, { is }) => {
    await stamp(play, 'UPDATE account SET disabled_at = $2 WHERE account_id = $1', ALICE.sub, is);
    play.world.isAccountDisabled = is;
  }),
  setClientDisabled: move(5, { clientId, is }, async (play, { clientId, is }) => {
    await stamp(play, 'UPDATE client SET disabled_at = $2 WHERE client_id = $1', clientId, is);
    play.world.disabledClients[is ? 'add' : 'delete'](clientId);
  }),
  changePassword: move(2, {}, async (play) => {
    await stamp(play, 'UPDATE account SET password_changed_at = $2 WHERE account_id = $1', ALICE.sub, true);
    play.world.isPasswordChanged = true;
  }),
  withdrawConsent: move(2, { clientId }, async (play, { clientId }) => {
    await play.get(ConsentStore).withdraw(ALICE.sub, clientId);
    play.world.withdrawn.add(clientId);
  }),
  endSession: move(3, {}, async (play) => {
    await play.get(SessionStore).end(play.session);
    play.world.sessionEndsAt = 0;
  }),
  revoke: move(3, { family }, async (play, { family }) => {
    await play.get(GrantStore).revoke(play.families[family]!.grantId, 'client_request');
    play.families[family]!.model.isRevoked = true;
  }),
};

const moves = fc.array(
  fc.oneof(...Object.entries(MOVES).map(([name, { weight, parts }]) => ({ weight, arbitrary: fc.record({ move: fc.constant(name), ...parts }) }))),
  { maxLength: 25, size: 'max' },
);
const kinds = fc.tuple(fc.constantFrom(...KINDS), fc.constantFrom(...KINDS));
const policies = fc.record(Object.fromEntries(CLIENTS.map((id) => [id, policy])));

/** The same sequences in every short form, new ones in each whole run; SEED takes those of a run that failed. */
const SEED = Number(process.env.SEED ?? (IS_WHOLE ? Date.now() % 2 ** 31 : 9700));

/** Every verdict that needs neither a rate limit nor a broken database. */
const VERDICTS = [
  ...['reused', 'rotated', 'retried', 'unknown', 'malformed', 'expired', 'idle', 'replayed', 'revoked', 'frozen', 'grant_revoked', 'session_ended'],
  ...['account_disabled', 'client_disabled', 'client_mismatch', 'key_mismatch', 'proof_missing', 'scope_exceeded', 'target_exceeded'],
];

it('whatever happens in whatever order, the store does what the refresh contract says', { timeout: 3_600_000 }, async () => {
  const numRuns = runs(80, 3000);
  const tally = new Tally('property', numRuns);
  const property = fc.asyncProperty(kinds, policies, moves, async (kinds, policies, moves) => {
    const play = new Play(house, kinds, policies);
    try {
      await play.logIn();
      for (const { move, ...parts } of moves) await MOVES[move]!.make(play, parts);
      await play.check();
      for (const { verdict } of play.attempts) tally.add(verdict);
    } finally {
      play.advance(-play.world.now);
    }
  });
  // When it fails: the seed, the shortest sequence found, and the difference.
  await fc.assert(property, { seed: SEED, numRuns, includeErrorInReport: true });
  if (IS_WHOLE) tally.show();
  expect(VERDICTS.filter((verdict) => tally.of(verdict) === 0)).toEqual([]);
});
