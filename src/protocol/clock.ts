/** The one source of time, injected so that tests can set it. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** Seconds since 1970, rounded down: the NumericDate of RFC 7519 §2. */
export function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

export function plusSeconds(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * 1000);
}
