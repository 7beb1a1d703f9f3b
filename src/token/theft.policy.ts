import { subnetOf } from '../audit/network.js';
import type { RefreshUsage } from '../audit/refresh-usage.entity.js';

/** One use of a family: when, and by whom as far as the wire tells. */
export type TokenUse = Pick<RefreshUsage, 'at' | 'ip' | 'userAgent'>;

/** A row of the ledger whose verdict is a success: whoever is refused holds nothing. */
export type PastUse = TokenUse & Pick<RefreshUsage, 'verdict'>;

export interface Signal {
  name: 'stranger_beside_usual' | 'interleaving' | 'cadence' | 'return_from_elsewhere';
  score: number;
  /** For the operator: times and networks, and nothing that the caller could have worded. */
  reason: string;
}

/** The score, 0 to 100, is the sum of its signals': an order of urgency, not a probability. */
export interface Assessment {
  score: number;
  signals: Signal[];
}

/** Points: from 50 on it is worth acting, not only telling. What innocents give too lies below; what can come together is at most 100. */
const SCORES = { stranger: 60, interleaving: 70, interleavingOfOneAgent: 40, cadence: 30, return: 40 };
/** Rows to ask the ledger for: two days of an hourly client, and one short range of its primary key. */
export const HISTORY_ROWS = 50;
/** Uses: with fewer there is no habit to depart from; so many make a place usual. */
const USUAL_USES = 3;
/** Norms: a client that missed two refreshes is still there; after more it may have moved. */
const ACTIVE_NORMS = 3;
/** Norms that a habit must reach back: more than one bad hour, and within HISTORY_ROWS for a dozen replicas. */
const HABIT_NORMS = 4;
/** The shorter of both: two holders, each at the normal pace, show A B A B within two norms; one who wanders needs three. */
const INTERLEAVING = { seconds: 900, norms: 2 };
/** Changes of network: a move is one, a move and the way back are two, A B A B is three. */
const CHANGES = 3;
/** Uses in one norm: so many more than in the busiest norm before (matters to the quiet), and so many times as many (to the busy). */
const CADENCE = { excess: 10, factor: 5 };
/** The shorter of both: what comes in one breath is one use, for tabs wake together and libraries try again. */
const BREATH = { seconds: 10, norms: 1 / 60 };
/** The part of a norm within which uses follow so closely that their number may be one too high. */
const QUICK = 1 / 10;
/** The longer of both: longer than a weekend or a short holiday, and long for this client too. */
const SILENCE = { seconds: 7 * 86_400, norms: 20 };

/** A user agent without its versions, and those, cut to the major ones. */
type Agent = { shape: string; majors: number[] };
/** A use as it is compared; `at` in seconds since 1970. */
type Sight = { at: number; network: string | null; agent: Agent; isRetry: boolean };
/** What is known at the moment of `use`; `past` oldest first. */
type Scene = { use: Sight; past: Sight[]; norm: number };

/**
 * Does this use look as if two held the family's token? `history`: the newest HISTORY_ROWS successes before it, without itself,
 * newest first: any order will do, but rows of one moment are taken in the order given. `norm`: seconds, above 0, from one refresh
 * of this client to its next when all is well.
 *
 * It cannot see: a thief in a network of the owner's (the office, the /24, malware on the device); one with the owner's agent, which
 * is but the caller's word, who does not alternate within minutes; one who comes when the owner has gone, within a week; anything
 * before a habit shows, or behind the rows it is given, so that a busy family forgets soon; a stranger the second time, who is none
 * any more; a stolen access token. And it accuses innocents: a backup restored abroad to a new device, a replica in a new region.
 */
export function assessTheft(use: TokenUse, history: readonly PastUse[], norm: number): Assessment {
  const rows = history.filter(({ at }) => at <= use.at); // a later one, of a replica that was faster, is not yet past
  if (rows.length < USUAL_USES) return { score: 0, signals: [] };
  const past = rows.map((row) => toSight(row, row.verdict === 'retried')).reverse();
  const scene = { use: toSight(use), past: past.sort((a, b) => a.at - b.at), norm };
  const signals = [findStranger, findInterleaving, findCadence, findReturn].flatMap((find) => find(scene) ?? []);
  return { score: signals.reduce((sum, { score }) => sum + score, 0), signals };
}

/**
 * What can this use show that the one before it did not? From another network or with another agent anything, so the history is
 * worth reading; from the same, nothing but a `cadence`, and that only where the two follow closely.
 */
export function whatMayShow(use: TokenUse, previous: TokenUse | null, norm: number): 'anything' | 'cadence' | 'nothing' {
  if (!previous) return 'nothing';
  if (use.userAgent !== previous.userAgent || subnetOf(use.ip) !== subnetOf(previous.ip)) return 'anything';
  return use.at.getTime() - previous.at.getTime() < QUICK * norm * 1000 ? 'cadence' : 'nothing';
}

function findStranger({ use, past, norm }: Scene): Signal | null {
  const isUsual = ({ network, agent }: Sight) => past.filter((one) => one.network === network || isUpdate(agent, one.agent)).length >= USUAL_USES;
  const usual = past.findLast((sight) => sight.network !== null && isUsual(sight));
  if (!usual || use.at - usual.at > ACTIVE_NORMS * norm || !isStranger(use, past)) return null;
  const beside = `while the usual user was at work, last from ${usual.network} at ${time(usual.at)}`;
  return { name: 'stranger_beside_usual', score: SCORES.stranger, reason: `${strangerSeen(use)}, ${beside}.` };
}

/** Replicas and pools of addresses alternate for ever, a phone between its two networks now and then: who was there long is not new. */
function findInterleaving({ use, past, norm }: Scene): Signal | null {
  const since = use.at - Math.min(INTERLEAVING.seconds, INTERLEAVING.norms * norm);
  const recent = [...past.filter(({ at }) => at >= since), use];
  const isSettled = (network: string | null) => {
    const seen = past.filter((sight) => sight.network === network && sight.at < since);
    return seen.length >= USUAL_USES && use.at - seen[0]!.at >= HABIT_NORMS * norm;
  };
  const signals = Array.from(new Set(recent.map(({ network }) => network)), (other): Signal | null => {
    if (use.network === null || other === null) return null;
    const pair = recent.filter(({ network }) => network === use.network || network === other);
    const changes = pair.filter(({ network }, index) => index > 0 && network !== pair[index - 1]!.network).length;
    const settled = [use.network, other].filter(isSettled).length;
    const isOneAgent = pair.some((a) => a.network === other && pair.some((b) => b.network === use.network && isSameProduct(a.agent, b.agent)));
    // One agent and nothing settled to hold it against: the replicas of a young family, or a person behind a pool of addresses.
    if (changes < CHANGES || settled === 2 || (settled === 0 && isOneAgent)) return null;
    const reason = `Between ${time(pair[0]!.at)} and ${time(use.at)} the token was used by turns from ${other} and ${use.network}, with ${changes} changes.`;
    return { name: 'interleaving', score: isOneAgent ? SCORES.interleavingOfOneAgent : SCORES.interleaving, reason };
  });
  return signals.reduce((worst, signal) => (signal && signal.score > (worst?.score ?? 0) ? signal : worst), null);
}

function findCadence({ use, past, norm }: Scene): Signal | null {
  if (use.at - past[0]!.at < HABIT_NORMS * norm) return null;
  const uses = [...past, use].filter(({ isRetry }) => !isRetry);
  const breath = Math.min(BREATH.seconds, BREATH.norms * norm);
  const countUntil = (end: number) => new Set(uses.filter(({ at }) => at > end - norm && at <= end).map(({ at }) => Math.floor(at / breath))).size;
  const count = countUntil(use.at);
  const habit = Math.max(1, ...uses.filter(({ at }) => at <= use.at - norm).map(({ at }) => countUntil(at)));
  if (count - habit <= CADENCE.excess || count < CADENCE.factor * habit) return null;
  const uttered = `Between ${time(use.at - norm)} and ${time(use.at)} the token was used ${count} times, last from ${nameOf(use)}`;
  return { name: 'cadence', score: SCORES.cadence, reason: `${uttered}; in as long a time before, ${habit} at most.` };
}

function findReturn({ use, past, norm }: Scene): Signal | null {
  const last = past.at(-1)!;
  if (use.at - last.at < Math.max(SILENCE.seconds, SILENCE.norms * norm) || !isStranger(use, past)) return null;
  const after = `after silence since ${time(last.at)}, when it was used from ${nameOf(last)}`;
  return { name: 'return_from_elsewhere', score: SCORES.return, reason: `${strangerSeen(use)}, ${after}.` };
}

/** Neither its network nor its agent was ever seen. Where no networks are told, nobody is one. */
function isStranger(use: Sight, past: readonly Sight[]): boolean {
  if (use.network === null || past.every(({ network }) => network === null)) return false;
  return past.every(({ network, agent }) => network !== use.network && !isUpdate(use.agent, agent));
}

/** The same, or the same after an update: no version went back. */
const isUpdate = (newer: Agent, older: Agent): boolean => isSameProduct(newer, older) && newer.majors.every((major, index) => major >= older.majors[index]!);

/** Whatever its versions, for replicas are updated one by one. */
const isSameProduct = (a: Agent, b: Agent): boolean => a.shape === b.shape;

function toSight({ at, ip, userAgent }: TokenUse, isRetry = false): Sight {
  // Android's build is none of its products, and new each month.
  const text = (userAgent ?? '').toLowerCase().replace(/ build\/[^;)]*/g, '');
  const version = /\bv?(\d+)[\w.]*/g;
  const agent = { shape: text.replace(version, '#'), majors: Array.from(text.matchAll(version), ([, major]) => Number(major)) };
  return { at: at.getTime() / 1000, network: subnetOf(ip), agent, isRetry };
}

const time = (at: number): string => `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
const nameOf = ({ network }: Sight): string => network ?? 'an unknown network';
const strangerSeen = ({ at, network }: Sight): string => `At ${time(at)} the token was used from ${network}, a network and an agent never seen with it`;
