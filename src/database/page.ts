/** Where a page of a list begins: behind the row with this sort key and id. */
export interface Position {
  /** The row's sort key as text, such as a `timestamptz` in PostgreSQL's own words: exact to the microsecond. */
  key: string;
  id: string;
  /** What the walk through the list began with, for lists whose sort key moves. */
  walk?: string;
}

/** When the row stood whose sort key is a time: in PostgreSQL's own words, in UTC, or in ours. */
export function momentOf({ key }: Position): Date {
  return new Date(key.replace(' ', 'T').replace(/\+00$/, 'Z'));
}

/** Which part of a list is wanted. */
export interface PageRequest {
  /** Rows at most. */
  limit: number;
  /** Null for the beginning. */
  after: Position | null;
}

export interface Page<Row> {
  rows: Row[];
  /** Null when there is no more. */
  next: Position | null;
}

/** The page of rows that were asked for with one more than the limit. */
export function pageOf<Row>(rows: Row[], limit: number, positionOf: (row: Row) => Position): Page<Row> {
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > limit ? positionOf(shown.at(-1)!) : null };
}
