import { SUCCESSES, type Bucket } from './overview.js';

/** What a bar is made of, from below. */
export const SERIES = ['reused', 'rotated', 'retried', 'refused'] as const;
export type Series = (typeof SERIES)[number];

export type Bar = Record<Series, number> & { at: Date; total: number };

/** Successes by their verdict, refusals together. */
export function barsOf(buckets: readonly Bucket[]): Bar[] {
  return buckets.map(({ at, counts }) => {
    const { reused = 0, rotated = 0, retried = 0 } = counts;
    const refused = Object.entries(counts).reduce((sum, [verdict, count]) => (SUCCESSES.includes(verdict) ? sum : sum + count), 0);
    return { at: new Date(at), reused, rotated, retried, refused, total: reused + rotated + retried + refused };
  });
}

/** The next number at which an axis ends well: 1, 2 or 5 times a power of ten. */
export function roundUp(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((end) => end >= most)!;
}
