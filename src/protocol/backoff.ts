import { plusSeconds } from './clock.js';

/** Seconds; nobody ever waits longer. */
export const LONGEST_WAIT = 60;

/** Seconds after the last failure that all are forgotten. */
export const MEMORY = 900;

/** How often a password or secret was wrong lately. */
export interface Failures {
  failures: number;
  failedAt: Date;
}

/** Seconds to wait after so many failures: none at first, then 1, 2, 4 and on to a minute. */
export function waitAfter(failures: number, free: number): number {
  return failures < free ? 0 : Math.min(LONGEST_WAIT, 2 ** (failures - free));
}

/** Whole seconds until the next attempt is welcome; 0 for now. */
export function secondsToWait(known: Failures | undefined, free: number, now: Date): number {
  if (!known || plusSeconds(known.failedAt, MEMORY) <= now) return 0;
  const welcomeAt = plusSeconds(known.failedAt, waitAfter(known.failures, free));
  return Math.max(0, Math.ceil((welcomeAt.getTime() - now.getTime()) / 1000));
}
