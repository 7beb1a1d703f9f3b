import { expect, test } from 'vitest';
import { barsOf, roundUp } from './series.js';

test('a bar holds successes by their verdict and refusals together', () => {
  const [bar] = barsOf([{ at: '2026-11-24T10:00:00.000Z', counts: { reused: 3, retried: 1, expired: 2, replayed: 4 } }]);
  expect(bar).toEqual({ at: new Date('2026-11-24T10:00:00Z'), reused: 3, rotated: 0, retried: 1, refused: 6, total: 10 });
});

test.each([[0, 1], [1, 1], [3, 5], [7, 10], [10, 10], [11, 20], [230, 500], [99_999, 100_000]])('an axis for %i ends at %i', (most, end) => {
  expect(roundUp(most)).toBe(end);
});
