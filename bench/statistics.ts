export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The medians of records of numbers, member by member. */
export function medians<T extends object>(records: readonly T[]): T {
  const names = Object.keys(records[0]!) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, median(records.map((record) => Number(record[name])))])) as T;
}
