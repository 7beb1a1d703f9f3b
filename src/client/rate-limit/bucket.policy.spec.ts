import { describe, expect, test } from 'vitest';
import { plusSeconds } from '../../protocol/clock.js';
import { refill, secondsToWait, take, type Bucket } from './bucket.policy.js';

const NOON = new Date('2026-03-01T12:00:00Z');

/** Tries to take so many at once; how many it got, and the bucket after it. */
function takeMany(count: number, limit: number, now = NOON, known?: Bucket): { taken: number; bucket: Bucket } {
  let [taken, bucket] = [0, refill(known, limit, now)];
  for (let n = 0; n < count; n++) {
    bucket = refill(bucket, limit, now);
    if (secondsToWait(bucket, limit) > 0) continue;
    bucket = take(bucket);
    taken++;
  }
  return { taken, bucket };
}

test.each([1, 2, 7, 50, 59, 60, 61, 600, 7777, 59_999, 60_000, 1_000_000])('a full bucket of %i holds exactly as many', (limit) => {
  expect(takeMany(limit + 100, limit).taken).toBe(limit);
});

describe('an empty bucket of 60', () => {
  const { bucket } = takeMany(60, 60);

  test.each([
    ['at once', 0, 0],
    ['after 0.4 s', 0.4, 0],
    ['after 1 s', 1, 1],
    ['after 10 s', 10, 10],
    ['after 59 s', 59, 59],
    ['after a minute', 60, 60],
    ['after a year', 31_536_000, 60],
  ])('%s', (_, seconds, uses) => {
    expect(takeMany(100, 60, plusSeconds(NOON, seconds), bucket).taken).toBe(uses);
  });
});

test.each([
  [1, 60],
  [2, 30],
  [7, 9],
  [60, 1],
  [600, 1],
])('an empty bucket of %i: %i s to wait, and then there is one', (limit, seconds) => {
  const { bucket } = takeMany(limit, limit);
  expect(secondsToWait(bucket, limit)).toBe(seconds);
  expect(takeMany(1, limit, plusSeconds(NOON, seconds), bucket).taken).toBe(1);
});

test('part of the wait is over', () => {
  const { bucket } = takeMany(1, 1);
  expect([1, 30, 59.5, 60].map((seconds) => secondsToWait(refill(bucket, 1, plusSeconds(NOON, seconds)), 1))).toEqual([59, 30, 1, 0]);
});

test('who comes too early takes nothing', () => {
  const { bucket } = takeMany(60, 60);
  expect(takeMany(1000, 60, NOON, bucket).bucket).toEqual(bucket);
});

test.each([7, 600, 7777])('looked at each millisecond for an hour, a bucket of %i gives 61 minutes’ worth', (limit) => {
  let [taken, bucket]: [number, Bucket | undefined] = [0, undefined];
  for (let ms = 0; ms <= 3_600_000; ms++) {
    bucket = refill(bucket, limit, new Date(NOON.getTime() + ms));
    if (secondsToWait(bucket, limit) > 0) continue;
    bucket = take(bucket);
    taken++;
  }
  expect(taken).toBe(limit * 61);
});

test('a clock set back an hour leaves an empty bucket empty, and it refills from there', () => {
  const back = plusSeconds(NOON, -3600);
  const { taken, bucket } = takeMany(100, 60, back, takeMany(60, 60).bucket);
  expect(taken).toBe(0);
  expect(takeMany(100, 60, plusSeconds(back, 10), bucket).taken).toBe(10);
});
