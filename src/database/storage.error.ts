import { QueryFailedError } from 'typeorm';

/** SQLSTATE classes and codes that say "not now" rather than "wrong": connection, resources, shutdown, lock, timeouts. */
const TROUBLE = /^(08|53|57|58|XX|25P03|55P03)/;

/** SQLSTATE of a transaction that lost to a neighbour and is worth running again (PostgreSQL §13.5). */
const CONTENTION = new Set(['40001', '40P01']);

/** Is the database out of reach or out of order? Then nothing was judged and the caller may try again. */
export function isStorageTrouble(error: unknown): boolean {
  const code = sqlState(error);
  if (code && /^[0-9A-Z]{5}$/.test(code)) return TROUBLE.test(code) || CONTENTION.has(code);
  if (code && /^E[A-Z]+$/.test(code)) return true; // a socket's errno
  return /Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Cannot use a pool after calling end|Driver not Connected/i.test(
    String((error as Error | undefined)?.message),
  );
}

const BROKEN = /^(57P0[12]|08006|ECONNRESET|EPIPE)$/;

/** As pg puts it; a connection that never came about in time is not among these. */
const BROKEN_MESSAGE = /^(Connection terminated(?! due to)|Client has encountered a connection error)/;

/** Has the server ended the connection, or the network? Whether the statement was done is then unknown. */
export function isBrokenConnection(error: unknown): boolean {
  return BROKEN.test(sqlState(error) ?? '') || BROKEN_MESSAGE.test(String((error as Error | undefined)?.message));
}

/** Is it worth another try at once? For what may safely be done twice. */
export function isPassing(error: unknown): boolean {
  return isContention(error) || isBrokenConnection(error);
}

export function isContention(error: unknown): boolean {
  return CONTENTION.has(sqlState(error) ?? '');
}

/** Was the statement stopped because it ran too long (`statement_timeout`)? */
export function isOverlong(error: unknown): boolean {
  return sqlState(error) === '57014';
}

/** Is a row with this unique key there already? */
export function isDuplicate(error: unknown): boolean {
  return sqlState(error) === '23505';
}

function sqlState(error: unknown): string | undefined {
  const cause = error instanceof QueryFailedError ? error.driverError : error;
  return (cause as { code?: string } | undefined)?.code;
}
