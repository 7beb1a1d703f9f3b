import { expect, test } from 'vitest';
import { RecentMap } from './recent.map.js';

const fill = (map: RecentMap<number>, from: number, to: number) => {
  for (let n = from; n < to; n++) map.set(`key ${n}`, n);
};

test('never holds more than its capacity, however many keys come', () => {
  const map = new RecentMap<number>(1000);
  let most = 0;
  for (let n = 0; n < 100_000; n++) {
    map.set(`key ${n}`, n);
    map.get(`key ${n - 600}`);
    most = Math.max(most, map.size);
  }
  expect(most).toBe(1000);
});

test.each([0, 1, 2, 3, 4])('the key used after %i others outlives half the capacity of further ones', (before) => {
  const map = new RecentMap<number>(10);
  fill(map, 100, 100 + before);
  fill(map, 0, 6);
  expect(map.get('key 0')).toBe(0);
});

test('a key in use stays, though a thousand others come; one left alone goes', () => {
  const map = new RecentMap<number>(10);
  fill(map, 0, 2);
  for (let n = 100; n < 1100; n++) {
    map.set(`key ${n}`, n);
    expect(map.get('key 0')).toBe(0);
  }
  expect(map.get('key 1')).toBeUndefined();
});

test('the last value set is the one that counts, young or old', () => {
  const map = new RecentMap<number>(4);
  fill(map, 0, 2);
  map.set('key 0', 7);
  fill(map, 2, 3);
  expect(map.get('key 0')).toBe(7);
  map.set('key 0', 8);
  expect(map.get('key 0')).toBe(8);
});
