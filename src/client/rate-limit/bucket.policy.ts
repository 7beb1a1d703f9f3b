/** Seconds in which an empty bucket fills. */
const REFILL = 60;

/** Sums of fractions do not come out even. */
const TINY = 1e-6;

/**
 * A bucket of `limit` uses that refills evenly within a minute: at most `limit` uses at once and `limit` × (1 + minutes) in any
 * time. Nothing ticks: what has run in since `at` (milliseconds) is added when somebody looks.
 */
export interface Bucket {
  left: number;
  at: number;
}

/** The bucket as it stands now; full when nobody has used it yet. A clock that was set back adds and takes nothing. */
export function refill(known: Bucket | undefined, limit: number, now: Date): Bucket {
  const at = now.getTime();
  if (!known) return { left: limit, at };
  const runIn = (Math.max(0, at - known.at) / 1000) * (limit / REFILL);
  return { left: Math.min(limit, known.left + runIn), at };
}

/** Whole seconds until a use is left; 0 for now. */
export function secondsToWait({ left }: Bucket, limit: number): number {
  return left >= 1 - TINY ? 0 : Math.ceil((1 - left) * (REFILL / limit) - TINY);
}

export function take({ left, at }: Bucket): Bucket {
  return { left: left - 1, at };
}
