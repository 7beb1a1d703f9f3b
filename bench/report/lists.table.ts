import type { ListResults } from '../lists/lists.js';

/** Milliseconds that a page may take, p95. */
const TARGET = 50;

/** The lists' pages, the slowest first, and the walks, as Markdown. */
export function listsTable({ cases, walks }: ListResults): string {
  const sorted = cases.toSorted((a, b) => (b.failure ? Infinity : b.p95) - (a.failure ? Infinity : a.p95));
  const within = cases.filter(({ p95 }) => p95 <= TARGET).length;
  const rows = sorted.map(({ name, pages, p50, p95, failure }) => {
    const each = [0, 1, 2].map((n) => (pages[n] ? `${ms(pages[n]!.p50)} / ${ms(pages[n]!.p95)}` : '')).join(' | ');
    return failure ? `| ${name} | ${failure} | | | | |` : `| ${name} | ${each} | ${ms(p50)} | ${ms(p95)}${p95 > TARGET ? ' (!)' : ''} |`;
  });
  const walked = walks.map(({ order, pages, seconds, refreshes, refused, missed, repeated }) =>
    `Walked by ${order.by}: ${pages} pages in ${seconds.toFixed(0)} s beside ${refreshes} refreshes (${refused} refused): ${missed} missed, ${repeated} repeated.`);
  return [
    `${within} of ${cases.length} lists within ${TARGET} ms (p95 of their first, middle and last page, 50 rows each).`,
    ['| list | first p50 / p95 | middle | last | p50 | p95 |', '|---|---|---|---|---|---|', ...rows].join('\n'),
    ...walked,
  ].join('\n\n');
}

const ms = (value: number) => value.toFixed(value < 10 ? 1 : 0);
