import type { Speech } from '../auth/pages/language.js';

/** A time as the pages show it: how long ago, and, for who looks closer, exactly. */
export interface Moment {
  ago: string;
  utc: string;
  iso: string;
}

export function momentOf(at: Date, now: Date, { ago }: Pick<Speech, 'ago'>): Moment {
  const iso = at.toISOString();
  return { ago: ago(at, now), utc: `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`, iso };
}
