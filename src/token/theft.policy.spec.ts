import { describe, expect, it } from 'vitest';
import { plusSeconds } from '../protocol/clock.js';
import { assessTheft, HISTORY_ROWS, whatMayShow, type PastUse, type Signal, type TokenUse } from './theft.policy.js';

const NOW = new Date('2026-05-01T12:00:00Z');
const HOUR = 3600;
const DAY = 24 * 60;

const HOME = '203.0.113.7';
const MOBILE = '198.51.100.7';
const ELSEWHERE = '192.0.2.66';
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
const UPDATED = CHROME.replace('131.0.0.0', '132.0.6834.83');
const DOWNGRADED = CHROME.replace('131.0.0.0', '130.0.6723.59');
const ON_LINUX = CHROME.replace('Windows NT 10.0; Win64; x64', 'X11; Linux x86_64');
const APP = 'Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UD1A.230803.022)';
const APP_PATCHED = APP.replace('UD1A.230803.022', 'UQ1A.240205.004');
const CURL = 'curl/8.5.0';

/** Uses so many minutes ago. */
const uses = (ip: string | null, userAgent: string | null, ...minutesAgo: number[]): PastUse[] =>
  minutesAgo.map((minutes) => ({ at: plusSeconds(NOW, -60 * minutes), ip, userAgent, verdict: 'reused' }));
const every = (minutes: number, from: number, to: number): number[] =>
  Array.from({ length: Math.floor((to - from) / minutes) + 1 }, (_, index) => from + index * minutes);
/** So many uses, spread over the last 58 minutes before the present one. */
const within = (count: number): PastUse[] => uses(HOME, CHROME, ...Array.from({ length: count }, (_, index) => 1 + (57 / count) * index));
/** From one place, once an hour for a day. */
const daily = uses(HOME, CHROME, ...every(60, 60, DAY));
/** Two networks by turns, A B A and now B. */
const turns = (a: [string, string], b: [string, string]) => [...uses(...a, 12, 4), ...uses(...b, 8)];
const retried = (rows: PastUse[]): PastUse[] => rows.map((row) => ({ ...row, verdict: 'retried' }));

const HERE = { ip: HOME, userAgent: CHROME };
const STRANGER = { ip: ELSEWHERE, userAgent: CURL };

type Expected = Partial<Record<Signal['name'], number>>;
type Case = [what: string, history: PastUse[], use: Omit<TokenUse, 'at'>, expected: Expected, norm?: number];

const FIRST_USES: Case[] = [
  ['never used before', [], STRANGER, {}],
  ['used twice before', uses(HOME, CHROME, 2, 1), STRANGER, {}],
  ['used three times before: there is a habit', uses(HOME, CHROME, 3, 2, 1), STRANGER, { stranger_beside_usual: 60 }],
  ['used twice before, and once at this very moment', uses(HOME, CHROME, 2, 1, 0), STRANGER, { stranger_beside_usual: 60 }],
  ['used twice before, and once since by a faster replica', uses(HOME, CHROME, 2, 1, -1), STRANGER, {}],
];

const STRANGERS: Case[] = [
  ['the same as ever', daily, HERE, {}],
  ['the owner was here within the hour', daily, STRANGER, { stranger_beside_usual: 60 }],
  ['the owner was here exactly three norms ago', uses(HOME, CHROME, 180, 240, 300), STRANGER, { stranger_beside_usual: 60 }],
  ['the owner has been away for longer', uses(HOME, CHROME, 180.1, 240, 300), STRANGER, {}],
  ['a client whose norm is ten minutes, the owner away for an hour', daily, STRANGER, {}, 600],
  ['another agent at home', daily, { ip: HOME, userAgent: CURL }, {}],
  ['another address of the network at home', daily, { ip: '203.0.113.200', userAgent: CURL }, {}],
  ['home, its address told as IPv6', daily, { ip: '::ffff:203.0.113.9', userAgent: CURL }, {}],
  ['another subnet of the same IPv6 site', uses('2001:db8:1:1::7', CHROME, 60, 120, 180), { ip: '2001:db8:1:2::9', userAgent: CURL }, {}],
  ['another IPv6 site', uses('2001:db8:1:1::7', CHROME, 60, 120, 180), { ip: '2001:db8:2:1::9', userAgent: CURL }, { stranger_beside_usual: 60 }],
  ['the same browser in a café', daily, { ip: ELSEWHERE, userAgent: CHROME }, {}],
  ['the browser was updated on the way to the café', daily, { ip: ELSEWHERE, userAgent: UPDATED }, {}],
  ['a browser of an older version elsewhere', daily, { ip: ELSEWHERE, userAgent: DOWNGRADED }, { stranger_beside_usual: 60 }],
  ['the same browser on another platform elsewhere', daily, { ip: ELSEWHERE, userAgent: ON_LINUX }, { stranger_beside_usual: 60 }],
  ['the phone was patched on the train', uses(HOME, APP, 60, 120, 180), { ip: MOBILE, userAgent: APP_PATCHED }, {}],
  ['an older patch of the same browser elsewhere', uses(HOME, CHROME.replace('0.0.0', '0.6778.85'), 60, 120, 180), { ip: ELSEWHERE, userAgent: CHROME }, {}],
  ['an app that puts a v before its version, updated', uses(HOME, 'shop/v1.9', 60, 120, 180), { ip: ELSEWHERE, userAgent: 'shop/v2.0' }, {}],
  ['no agent told, elsewhere', daily, { ip: ELSEWHERE, userAgent: null }, { stranger_beside_usual: 60 }],
  ['never an agent told', uses(HOME, null, 60, 120, 180), { ip: ELSEWHERE, userAgent: null }, {}],
  ['the proxy tells no address', daily, { ip: null, userAgent: CURL }, {}],
  ['the proxy never told an address before', uses(null, CHROME, 60, 120, 180), STRANGER, {}],
  ['the stranger comes again', [...uses(ELSEWHERE, CURL, 70), ...daily], STRANGER, {}],
  ['a new replica in a new network', daily, { ip: ELSEWHERE, userAgent: CHROME }, {}],
  ['nothing is usual: each time another network and agent', [...uses(HOME, CHROME, 60), ...uses(MOBILE, APP, 120), ...uses('10.0.0.1', 'node', 180)], STRANGER, {}],
  ['the house is usual, whatever runs there', [...uses(HOME, CHROME, 60), ...uses(HOME, APP, 120), ...uses(HOME, 'node', 180)], STRANGER, { stranger_beside_usual: 60 }],
  ['of late only a use without an address', [...uses(null, CHROME, 60), ...uses(HOME, CHROME, 200, 240, 300)], STRANGER, {}],
  ['a person on the move is usual by the agent', [...uses(HOME, APP, 60), ...uses(MOBILE, APP, 120), ...uses('10.0.0.1', APP, 180)], STRANGER, { stranger_beside_usual: 60 }],
];

const farm = (...minutesAgo: number[]): PastUse[] => minutesAgo.flatMap((minutes) => [...uses(HOME, 'node/22', minutes), ...uses(MOBILE, 'node/22', minutes + 2)]);
const NODE = { ip: MOBILE, userAgent: 'node/22' };

const INTERLEAVINGS: Case[] = [
  ['A B A B in twelve minutes, with two agents', [...daily, ...turns([HOME, CHROME], [ELSEWHERE, CURL])], STRANGER, { interleaving: 70 }],
  ['the owner’s next use betrays it too', [...daily, ...uses(ELSEWHERE, CURL, 12, 4), ...uses(HOME, CHROME, 8)], HERE, { interleaving: 70 }],
  ['by turns with one agent, updated in one place, from a new network', [...daily, ...turns([HOME, CHROME], [ELSEWHERE, UPDATED])], { ip: ELSEWHERE, userAgent: UPDATED }, { interleaving: 40 }],
  ['the same, seen from the place that was not updated', [...daily, ...uses(ELSEWHERE, UPDATED, 12, 4), ...uses(HOME, CHROME, 8)], HERE, { interleaving: 40 }],
  ['a phone moves from Wi-Fi to mobile once', [...daily, ...uses(HOME, CHROME, 12, 8), ...uses(MOBILE, CHROME, 4)], { ip: MOBILE, userAgent: CHROME }, {}],
  ['a phone moves and comes back', [...daily, ...uses(HOME, CHROME, 12), ...uses(MOBILE, CHROME, 8, 4)], HERE, {}],
  ['three networks, one after the other', [...daily, ...uses(HOME, CHROME, 12), ...uses(MOBILE, APP, 8), ...uses('10.0.0.1', CURL, 4)], { ip: ELSEWHERE, userAgent: CHROME }, {}],
  ['A B A B in exactly fifteen minutes', [...daily, ...uses(HOME, CHROME, 15, 5), ...uses(ELSEWHERE, CURL, 10)], STRANGER, { interleaving: 70 }],
  ['A B A B in a little more', [...daily, ...uses(HOME, CHROME, 15.02, 5), ...uses(ELSEWHERE, CURL, 10)], STRANGER, {}],
  ['a wandering phone at its pace of five minutes', [...uses(HOME, APP, ...every(5, 20, 200)), ...uses(HOME, APP, 15, 5), ...uses(MOBILE, APP, 10)], { ip: MOBILE, userAgent: APP }, {}, 300],
  ['two phones, each at its pace of five minutes', [...uses(HOME, APP, ...every(5, 12.5, 200)), ...uses(HOME, APP, 7.5, 2.5), ...uses(MOBILE, APP, 5)], { ip: MOBILE, userAgent: APP }, { interleaving: 40 }, 300],
  ['two replicas that always alternated', farm(4, 8, 60, 120, 180, 240, 300), NODE, {}],
  ['two replicas of a family an hour old', farm(4, 8, 30, 60), NODE, {}],
  ['two replicas, one with an hour’s history', [...farm(4, 8), ...uses(HOME, 'node/22', 60, 120, 180, 240, 300), ...uses(MOBILE, 'node/22', 30, 45, 60)], NODE, { interleaving: 40 }],
  ['three replicas that always alternated', [...farm(4, 8, 60, 120, 180, 240, 300), ...uses(ELSEWHERE, 'node/22', 5, 9, 61, 121, 181, 241, 301)], NODE, {}],
  ['replicas in settled networks, updated one by one', [...farm(60, 120, 180, 240, 300), ...uses(HOME, 'node/22', 10, 4), ...uses(MOBILE, 'node/24', 8)], { ip: MOBILE, userAgent: 'node/24' }, {}],
  ['a pool of addresses, in a young family', turns([HOME, CHROME], [MOBILE, CHROME]), { ip: MOBILE, userAgent: CHROME }, {}],
  ['two agents by turns, in a young family', turns([HOME, CHROME], [ELSEWHERE, CURL]), STRANGER, { interleaving: 70 }],
  ['a network tried twice long ago is not settled', [...daily, ...uses(ELSEWHERE, CURL, DAY, DAY - 60), ...turns([HOME, CHROME], [ELSEWHERE, CURL])], STRANGER, { interleaving: 70 }],
  ['addresses of one network by turns', [...daily, ...turns([HOME, CHROME], ['203.0.113.200', CURL])], { ip: '203.0.113.200', userAgent: CURL }, {}],
  ['by turns with and without an address', [...daily, ...uses(HOME, CHROME, 12, 4), ...uses(null, CURL, 8)], { ip: null, userAgent: CURL }, {}],
  ['by turns without and with an address', [...daily, ...uses(null, CURL, 12, 4), ...uses(HOME, CHROME, 8)], HERE, {}],
];

const CADENCES: Case[] = [
  ['twelve in an hour, the habit is one', [...daily.slice(1), ...within(11)], HERE, { cadence: 30 }],
  ['eleven in an hour, the habit is one', [...daily.slice(1), ...within(10)], HERE, {}],
  ['fourteen in an hour, the habit is three', [...uses(HOME, CHROME, ...every(20, 60, 400)), ...within(13)], HERE, {}],
  ['fifteen in an hour, the habit is three', [...uses(HOME, CHROME, ...every(20, 60, 400)), ...within(14)], HERE, { cadence: 30 }],
  ['twelve in the norm, had the hour been a minute', [...uses(HOME, CHROME, ...every(1, 1, 10)), ...uses(HOME, CHROME, ...every(0.08, 0.01, 0.9))], HERE, { cadence: 30 }, 60],
  ['thirty tabs wake within twenty seconds', [...daily.slice(1), ...uses(HOME, CHROME, ...every(0.01, 0, 0.3))], HERE, {}],
  ['a loop with a turn every fifteen seconds', [...daily.slice(1), ...uses(HOME, CHROME, ...every(0.25, 0.25, 4))], HERE, { cadence: 30 }],
  ['fourteen in an hour, three in the hour before, the last exactly an hour ago', [...uses(HOME, CHROME, 60, 80, 110, 300), ...within(13)], HERE, {}],
  ['eleven in an hour, nothing but retries before', [...retried(daily), ...within(10)], HERE, {}],
  ['twenty retries, their answers lost', [...daily.slice(1), ...retried(within(20))], HERE, {}],
  ['a busy habit, busy as ever', uses(HOME, CHROME, ...every(6, 6, 300)), HERE, {}],
  ['busy in the first hours of a family', [...uses(HOME, CHROME, 239, 170, 110), ...within(30)], HERE, {}],
  ['busy when a habit just shows', [...uses(HOME, CHROME, 240, 170, 110), ...within(30)], HERE, { cadence: 30 }],
  ['busy, though no address is told', [...daily.slice(1), ...within(11)], { ip: null, userAgent: CHROME }, { cadence: 30 }],
];

const week = (minutesMore = 0): PastUse[] => uses(HOME, CHROME, 7 * DAY + minutesMore, 8 * DAY, 9 * DAY);

const RETURNS: Case[] = [
  ['after exactly seven days, from elsewhere', week(), STRANGER, { return_from_elsewhere: 40 }],
  ['a minute earlier', week(-1), STRANGER, {}],
  ['after seven days from home', week(), HERE, {}],
  ['after seven days, and no address was ever told', uses(null, CHROME, 7 * DAY, 8 * DAY, 9 * DAY), STRANGER, {}],
  ['after the holidays from home, with a new computer', week(), { ip: HOME, userAgent: CURL }, {}],
  ['on holiday, with the same browser, updated', week(), { ip: ELSEWHERE, userAgent: UPDATED }, {}],
  ['a client that comes once a day is not long silent after eight', week(DAY), STRANGER, {}, 86_400],
  ['a client that comes once a day is, after twenty', week(13 * DAY).slice(0, 1).concat(uses(HOME, CHROME, 21 * DAY, 22 * DAY)), STRANGER, { return_from_elsewhere: 40 }, 86_400],
];

/** In any order: the same each time, and no two alike. */
const shuffled = <T>(rows: readonly T[], seed: number): T[] =>
  rows.map((row, index) => ({ row, key: Math.sin((index + 1) * (seed + 1) * 12.9898) * 43_758.5453 % 1 })).sort((a, b) => a.key - b.key).map(({ row }) => row);
const newestFirst = (rows: readonly PastUse[]): PastUse[] => [...rows].sort((a, b) => b.at.getTime() - a.at.getTime());

const ALL = Object.entries({ 'first uses': FIRST_USES, strangers: STRANGERS, interleaving: INTERLEAVINGS, cadence: CADENCES, returns: RETURNS });

describe.each(ALL)('%s', (_, cases) => {
  it.each(cases)('%s', (_what, history, use, expected, norm = HOUR) => {
    const { score, signals } = assessTheft({ at: NOW, ...use }, newestFirst(history), norm);
    expect(Object.fromEntries(signals.map((signal) => [signal.name, signal.score]))).toEqual(expected);
    expect(score).toBe(Object.values(expected).reduce((sum, points) => sum + points, 0));
  });

  it.each(cases)('%s, and what cannot show need not be looked for', (_what, history, use, _expected, norm = HOUR) => {
    const rows = newestFirst(history);
    const uses = [{ at: NOW, ...use }, ...rows];
    const namesAt = (index: number) => assessTheft(uses[index]!, rows.slice(index), norm).signals.map(({ name }) => name);
    for (const [index, row] of rows.entries()) {
      const mayShow = whatMayShow(uses[index]!, row, norm);
      if (mayShow === 'anything' || row.verdict === 'retried') continue;
      // Nothing new, that is: the use before gave it already. A cadence that slow uses bring about shows at the next quick one.
      const fresh = namesAt(index).filter((name) => name !== 'cadence' && !namesAt(index + 1).includes(name));
      expect(fresh).toEqual([]);
    }
  });

  it.each(cases)('%s, in any order and without touching it', (_what, history, use, _expected, norm = HOUR) => {
    const ordered = assessTheft({ at: NOW, ...use }, newestFirst(history), norm);
    for (let seed = 0; seed < 20; seed++) {
      const given = Object.freeze(shuffled(history, seed));
      expect(assessTheft({ at: NOW, ...use }, given, norm)).toEqual(ordered);
    }
  });
});

it.each<[string, Omit<TokenUse, 'at'>, PastUse | undefined, string]>([
  ['the first use', HERE, undefined, 'nothing'],
  ['the next, an hour later', HERE, uses(HOME, CHROME, 60)[0], 'nothing'],
  ['the next, after a tenth of the norm', HERE, uses(HOME, CHROME, 6)[0], 'nothing'],
  ['the next, sooner', HERE, uses(HOME, CHROME, 5.9)[0], 'cadence'],
  ['the next, from the same network', { ...HERE, ip: '203.0.113.200' }, uses(HOME, CHROME, 60)[0], 'nothing'],
  ['the next, from another network', { ...HERE, ip: ELSEWHERE }, uses(HOME, CHROME, 60)[0], 'anything'],
  ['the next, with another agent', { ...HERE, userAgent: UPDATED }, uses(HOME, CHROME, 60)[0], 'anything'],
])('what may show: %s', (_what, use, previous, expected) => {
  expect(whatMayShow({ at: NOW, ...use }, previous ?? null, HOUR)).toBe(expected);
});

it('rows of one moment are taken in the order given, newest first', () => {
  const [home, elsewhere] = [uses(HOME, CHROME, 4), uses(ELSEWHERE, CURL, 4)];
  const before = [...uses(ELSEWHERE, CURL, 8), ...daily];
  expect(assessTheft({ at: NOW, ...HERE }, [...home, ...elsewhere, ...before], HOUR).signals).toEqual([]);
  expect(assessTheft({ at: NOW, ...HERE }, [...elsewhere, ...home, ...before], HOUR).signals).toMatchObject([{ name: 'interleaving' }]);
});

it('several signals add up, all that can come together to a hundred', () => {
  const history = newestFirst([...daily.slice(1), ...within(12), ...turns([HOME, CHROME], [ELSEWHERE, CURL])]).slice(0, HISTORY_ROWS);
  expect(assessTheft({ at: NOW, ip: ELSEWHERE, userAgent: CURL }, history, HOUR)).toMatchObject({
    score: 100,
    signals: [{ name: 'interleaving' }, { name: 'cadence' }],
  });
});

it.each<[Signal['name'], PastUse[], Omit<TokenUse, 'at'>, string]>([
  ['stranger_beside_usual', daily, STRANGER, 'At 2026-05-01T12:00:00Z the token was used from 192.0.2.0/24, a network and an agent never seen with it, while the usual user was at work, last from 203.0.113.0/24 at 2026-05-01T11:00:00Z.'],
  ['interleaving', [...daily, ...turns([HOME, CHROME], [ELSEWHERE, CURL])], STRANGER, 'Between 2026-05-01T11:48:00Z and 2026-05-01T12:00:00Z the token was used by turns from 203.0.113.0/24 and 192.0.2.0/24, with 3 changes.'],
  ['cadence', [...daily.slice(1), ...within(11)], HERE, 'Between 2026-05-01T11:00:00Z and 2026-05-01T12:00:00Z the token was used 12 times, last from 203.0.113.0/24; in as long a time before, 1 at most.'],
  ['return_from_elsewhere', week(), STRANGER, 'At 2026-05-01T12:00:00Z the token was used from 192.0.2.0/24, a network and an agent never seen with it, after silence since 2026-04-24T12:00:00Z, when it was used from 203.0.113.0/24.'],
])('%s says why', (name, history, use, reason) => {
  expect(assessTheft({ at: NOW, ...use }, newestFirst(history), HOUR).signals).toMatchObject([{ name, reason }]);
});

it('a reason repeats nothing that the caller worded', () => {
  const { signals } = assessTheft({ at: NOW, ip: ELSEWHERE, userAgent: 'ey.secret.token\n' }, newestFirst([...daily, ...uses(HOME, 'rt_secret', 30)]), HOUR);
  expect(signals).toHaveLength(1);
  expect(JSON.stringify(signals)).not.toMatch(/secret|Mozilla|192\.0\.2\.66/);
});

it('an agent made to be slow to read is read at once', () => {
  const start = performance.now();
  for (const piece of [' build/', '1.', 'v1', '1', ' '])
    assessTheft({ at: NOW, ip: ELSEWHERE, userAgent: piece.repeat(512).slice(0, 512) }, uses(HOME, piece.repeat(512).slice(0, 512), ...every(1, 1, HISTORY_ROWS)), HOUR);
  expect(performance.now() - start).toBeLessThan(1000);
});
