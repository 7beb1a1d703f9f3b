import { describe, expect, it } from 'vitest';
import { networkOf, waits } from './login-throttle.policy.js';

describe('the wait after wrong passwords', () => {
  it('ends in a table with the longest wait, which stands for all that follow', () => {
    expect(waits(5)).toEqual([0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60]);
    expect(waits(20).slice(19)).toEqual([0, 1, 2, 4, 8, 16, 32, 60]);
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
