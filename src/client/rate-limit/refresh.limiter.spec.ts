import { describe, expect, test } from 'vitest';
import { KEYS } from '../../../test/support/data.js';
import { TestClock } from '../../../test/support/test.clock.js';
import { loadSettings } from '../../config/load-settings.js';
import { RefreshLimiter } from './refresh.limiter.js';

/** A limiter under these settings, and how many of `count` refreshes it lets through now. */
function open(settings: Record<string, string> = {}) {
  const limiter = new RefreshLimiter(loadSettings({ ...KEYS, DATABASE_URL: 'postgres://elsewhere', ...settings }));
  const clock = new TestClock();
  const spend = (clientId: string, grantId: string) => limiter.spend(clientId, grantId, clock.now());
  const passed = (count: number, clientId = 'web', grantId = 'family') =>
    Array.from({ length: count }, () => spend(clientId, grantId)).filter((wait) => wait === 0).length;
  return { clock, spend, passed };
}

describe('RT-33: by default', () => {
  test('64 workers that share one token, each trying nine times at once, are all let through', () => {
    expect(open().passed(64 * 9)).toBe(64 * 9);
  });

  test('the 601st refresh of one family is asked to come again in a second, and then is welcome', () => {
    const { clock, spend, passed } = open();
    expect(passed(601)).toBe(600);
    expect(spend('web', 'family')).toBe(1);
    clock.advance(1);
    expect(passed(100)).toBe(10);
  });

  test('neither another family nor another client with the same token is made to wait', () => {
    const { passed } = open();
    passed(1000);
    expect([passed(600, 'web', 'another family'), passed(600, 'thief', 'family')]).toEqual([600, 600]);
  });

  test('a client as a whole has no limit', () => {
    const { passed } = open();
    const families = Array.from({ length: 2000 }, (_, n) => passed(10, 'web', `family ${n}`));
    expect(families.every((count) => count === 10)).toBe(true);
  });
});

describe('with a limit for the client as a whole', () => {
  test('all its families share it, and nobody else', () => {
    const { passed } = open({ CLIENT_REFRESH_RATE_LIMIT: '100' });
    expect([passed(70, 'web', 'one'), passed(70, 'web', 'two'), passed(70, 'other', 'three')]).toEqual([70, 30, 70]);
  });

  test('who waits for one limit spends nothing of the other', () => {
    const { clock, passed } = open({ REFRESH_RATE_LIMIT: '60', CLIENT_REFRESH_RATE_LIMIT: '120' });
    expect([passed(500, 'web', 'one'), passed(500, 'web', 'two'), passed(500, 'web', 'three')]).toEqual([60, 60, 0]);
    clock.advance(10);
    expect(passed(500, 'web', 'three')).toBe(20);
    clock.advance(5);
    expect(passed(500, 'web', 'three')).toBe(10);
  });

  test('the longer wait is told', () => {
    const { spend } = open({ REFRESH_RATE_LIMIT: '60', CLIENT_REFRESH_RATE_LIMIT: '2' });
    expect([spend('web', 'one'), spend('web', 'one'), spend('web', 'one')]).toEqual([0, 0, 30]);
  });
});

test('0 switches it off', () => {
  expect(open({ REFRESH_RATE_LIMIT: '0' }).passed(10_000)).toBe(10_000);
});
