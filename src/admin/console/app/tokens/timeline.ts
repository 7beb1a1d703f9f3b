/** A moment of a token's life as the admin API shows it (`MomentView`). */
export interface Moment {
  id: string;
  at: string;
  kind: 'use' | 'act' | 'issue';
  what: string;
  count: number;
  first_at: string | null;
  reason: string | null;
  ip: string | null;
  user_agent: string | null;
  request_id: string;
  client: string;
  actor: string | null;
  ticket: string | null;
  access_token_jti: string | null;
}

/** A time in which nothing happened. */
export interface Gap {
  seconds: number;
  /** Worth words: much longer than what is usual here. */
  isLong: boolean;
}

/** A moment, and the time between it and the one before. */
export interface Row {
  moment: Moment;
  before: Gap | null;
}

const HOUR = 3600;
/** How many times what is usual a gap must be, to be said. */
const UNUSUAL = 3;

/** @param moments the newest first */
export function rowsOf(moments: Moment[]): Row[] {
  const gaps = moments.slice(1).map((older, index) => Math.max(0, secondsOf(startOf(moments[index]!)) - secondsOf(older.at)));
  const long = longOf(gaps);
  return moments.map((moment, index) => ({ moment, before: index < gaps.length ? { seconds: gaps[index]!, isLong: gaps[index]! >= long } : null }));
}

/** From how many seconds on a gap is long among these: at least an hour, and far from the usual where there is one. */
export function longOf(gaps: number[]): number {
  const sorted = [...gaps].sort((a, b) => a - b);
  const usual = sorted.length < 4 ? 0 : sorted[Math.floor((sorted.length - 1) / 2)]!;
  return Math.max(HOUR, UNUSUAL * usual);
}

/** Pixels of line for a time: the longer the longer, and a year still fits. */
export const heightOf = (seconds: number) => Math.round(4 * Math.log2(1 + seconds / 60));

const UNITS: [string, number][] = [
  ['day', 86_400],
  ['hour', HOUR],
  ['minute', 60],
];

/** "3 days", in the largest unit of which there is one. */
export function sayDuration(seconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? ['second', 1];
  const count = Math.round(seconds / length);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Several equal refusals began before the moment that stands for them. */
const startOf = ({ at, first_at }: Moment) => first_at ?? at;
const secondsOf = (at: string) => Date.parse(at) / 1000;
