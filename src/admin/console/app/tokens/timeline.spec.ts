import { expect, test } from 'vitest';
import { heightOf, longOf, rowsOf, sayDuration, type Moment } from './timeline.js';

const HOUR = 3600;
const moment = (at: string, more: Partial<Moment> = {}) => ({ id: at, at: `2026-11-${at}:00Z`, kind: 'use', what: 'reused', count: 1, first_at: null, ...more }) as Moment;

test('between two moments lies the time in which nothing happened', () => {
  const rows = rowsOf([moment('24T10:00'), moment('21T10:00'), moment('21T09:55')]);
  expect(rows.map(({ before }) => before)).toEqual([{ seconds: 3 * 24 * HOUR, isLong: true }, { seconds: 300, isLong: false }, null]);
});

test('refusals that came together begin with the first of them', () => {
  const [flood] = rowsOf([moment('24T12:00', { count: 40, first_at: '2026-11-24T11:00:00Z' }), moment('24T10:00')]);
  expect(flood!.before!.seconds).toBe(HOUR);
});

test('moments that overlap have no time between them', () => {
  const [flood] = rowsOf([moment('24T12:00', { first_at: '2026-11-24T09:00:00Z' }), moment('24T10:00')]);
  expect(flood!.before!.seconds).toBe(0);
});

test.each([
  ['nothing', [], HOUR],
  ['a few', [60, 60], HOUR],
  ['uses every five minutes', [300, 300, 300, 300, 300], HOUR],
  ['uses every hour', [HOUR, HOUR, HOUR, HOUR, 9 * HOUR], 3 * HOUR],
])('among %s a gap is long from', (_, gaps, long) => expect(longOf(gaps)).toBe(long));

test.each([
  [0, '0 seconds'],
  [59, '59 seconds'],
  [60, '1 minute'],
  [5400, '2 hours'],
  [3 * 86_400, '3 days'],
])('%i seconds are %s', (seconds, said) => expect(sayDuration(seconds)).toBe(said));

test('a year is drawn longer than a day, and still fits', () => {
  expect(heightOf(365 * 86_400)).toBeGreaterThan(heightOf(86_400));
  expect(heightOf(365 * 86_400)).toBeLessThan(100);
  expect(heightOf(0)).toBe(0);
});
