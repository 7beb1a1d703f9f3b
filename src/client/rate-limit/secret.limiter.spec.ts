import { beforeEach, describe, expect, test } from 'vitest';
import { TestClock } from '../../../test/support/test.clock.js';
import { PROVEN_FOR, SecretLimiter, type Presenter } from './secret.limiter.js';

let [clock, limiter] = [new TestClock(), new SecretLimiter()];
beforeEach(() => {
  [clock, limiter] = [new TestClock(), new SecretLimiter()];
});

const at = (ip: string, clientId = 'web'): Presenter => ({ clientId, ip });
const THIEF = at('192.0.2.66');
const wait = (presenter: Presenter) => limiter.secondsToWait(presenter, clock.now());
const prove = (presenter: Presenter) => limiter.noteRight(presenter, clock.now());
let guesses = 0;

/** Presents so many wrong secrets, each another, and waits before each as long as it must. */
function guess(count: number, presenter = THIEF): void {
  for (let n = 0; n < count; n++) {
    clock.advance(wait(presenter));
    limiter.noteWrong(presenter, `guess ${guesses++}`, clock.now());
  }
}

test.each([
  [0, 0],
  [9, 0],
  [10, 1],
  [11, 2],
  [12, 4],
  [15, 32],
  [16, 60],
  [40, 60],
])('after %i different wrong secrets: %i s', (count, seconds) => {
  guess(count);
  expect(wait(THIEF)).toBe(seconds);
});

test('a day of guessing from one network comes to less than 1,500 guesses', () => {
  const end = clock.now().getTime() + 86_400_000;
  let count = 0;
  for (; clock.now().getTime() < end; count++) guess(1);
  expect(count).toBeLessThan(1500);
});

test('is forgotten after a quarter of an hour without a guess', () => {
  guess(20);
  clock.advance(899);
  guess(1);
  expect(wait(THIEF)).toBe(60);
  clock.advance(900);
  guess(9);
  expect(wait(THIEF)).toBe(0);
});

test('the same wrong secret again is no guess', () => {
  for (let n = 0; n < 1000; n++) limiter.noteWrong(THIEF, 'the old secret', clock.now());
  guess(8);
  expect(wait(THIEF)).toBe(0);
  guess(1);
  expect(wait(THIEF)).toBe(1);
});

describe('while one guesses', () => {
  test.each([
    ['his neighbour of the same /24', at('192.0.2.7'), 1],
    ['the same address as IPv6 writes it', at('::ffff:192.0.2.66'), 1],
    ['another network', at('192.0.3.66'), 0],
    ['another client from his address', at('192.0.2.66', 'other'), 0],
  ])('%s', (_, presenter, seconds) => {
    guess(10);
    expect(wait(presenter)).toBe(seconds);
  });

  test.each([
    ['the same /48', at('2001:db8:1:ffff::9'), 1],
    ['another /48', at('2001:db8:2::1'), 0],
  ])('over IPv6, %s', (_, presenter, seconds) => {
    guess(10, at('2001:db8:1::1'));
    expect(wait(presenter)).toBe(seconds);
  });

  test('where no address is known, all such are one', () => {
    guess(10, at(''));
    expect([wait(at('')), wait(THIEF)]).toEqual([1, 0]);
  });
});

describe('an address that presented the right secret', () => {
  const LIVE = at('192.0.2.7');

  test('is heard whoever guesses beside it; the guesser is not', () => {
    prove(LIVE);
    guess(50);
    expect([wait(LIVE), wait(THIEF)]).toEqual([0, 60]);
  });

  test('is heard as that client alone', () => {
    prove(LIVE);
    guess(10, at('192.0.2.66', 'other'));
    expect(wait(at('192.0.2.7', 'other'))).toBe(1);
  });

  test('for a day since it did last', () => {
    prove(LIVE);
    clock.advance(PROVEN_FOR - 100);
    guess(10);
    expect(wait(LIVE)).toBe(0);
    prove(LIVE);
    clock.advance(PROVEN_FOR - 1);
    guess(10);
    expect(wait(LIVE)).toBe(0);
    clock.advance(1);
    guess(1);
    expect(wait(LIVE)).toBeGreaterThan(0);
  });

  test('spares nobody else: the guesses still count', () => {
    guess(9);
    prove(LIVE);
    guess(1);
    expect(wait(THIEF)).toBe(1);
  });
});

test('a clock set back an hour makes nobody wait for it to catch up', () => {
  guess(20);
  clock.advance(-3600);
  expect(wait(THIEF)).toBe(0);
  guess(10);
  expect(wait(THIEF)).toBe(1);
});
