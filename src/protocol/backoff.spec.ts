import { describe, expect, it } from 'vitest';
import { secondsToWait, waitAfter } from './backoff.js';
import { plusSeconds } from './clock.js';

const NOW = new Date('2026-03-01T12:00:00Z');

describe('the wait after failures', () => {
  it.each([
    [0, 0],
    [4, 0],
    [5, 1],
    [6, 2],
    [10, 32],
    [11, 60],
    [5000, 60],
  ])('after %i of 5 free ones: %i s', (failures, seconds) => {
    expect(waitAfter(failures, 5)).toBe(seconds);
  });

  it.each([
    ['nothing is known', undefined, 0],
    ['few failed', { failures: 4, failedAt: NOW }, 0],
    ['many failed just now', { failures: 8, failedAt: NOW }, 8],
    ['part of the wait is over', { failures: 8, failedAt: plusSeconds(NOW, -2.5) }, 6],
    ['the wait is just over', { failures: 8, failedAt: plusSeconds(NOW, -8) }, 0],
    ['all is forgotten', { failures: 99, failedAt: plusSeconds(NOW, -900) }, 0],
  ])('left when %s', (_, known, seconds) => {
    expect(secondsToWait(known, 5, NOW)).toBe(seconds);
  });
});
