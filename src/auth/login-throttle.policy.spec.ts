import { describe, expect, it } from 'vitest';
import { plusSeconds } from '../protocol/clock.js';
import { networkOf, secondsToWait, waitAfter, waits } from './login-throttle.policy.js';

const NOW = new Date('2026-03-01T12:00:00Z');

describe('the wait after wrong passwords', () => {
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

  it('ends in a table with the longest wait, which stands for all that follow', () => {
    expect(waits(5)).toEqual([0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60]);
    expect(waits(20).slice(19)).toEqual([0, 1, 2, 4, 8, 16, 32, 60]);
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

describe('what counts as one address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::99', '2001:db8:1:2'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['', ''],
  ])('%s is %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});
