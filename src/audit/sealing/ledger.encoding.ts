import { createHash } from 'node:crypto';

/** The ledgers that are sealed, in one chain; their places here stand in the seals. */
export const LEDGERS = ['refresh_usage', 'admin_event'] as const;
export type Ledger = (typeof LEDGERS)[number];

/** How a ledger's row becomes a leaf. */
interface Shape {
  /** Columns that go in as they are. */
  open: readonly string[];
  /** Columns of a person, by what can be erased at once: each part goes in as a salted commitment, which stays when the columns are emptied. */
  parts: Readonly<Record<string, readonly string[]>>;
}

/**
 * The columns of a leaf by the number of their encoding, which a seal names. A new column is a new encoding after the last; those
 * before stay as they are, so that old seals can be verified.
 */
export const ENCODINGS: readonly Readonly<Record<Ledger, Shape>>[] = [
  {
    refresh_usage: {
      open: [
        ...['grant_id', 'at', 'id', 'xact', 'verdict', 'reason', 'generation', 'client_id', 'request_id'],
        ...['scopes', 'resources', 'access_token_jti', 'access_token_expires_at', 'count', 'first_at'],
      ],
      parts: { person: ['account_id', 'session_id', 'ip', 'user_agent'] },
    },
    admin_event: {
      open: ['at', 'id', 'xact', 'actor_client_id', 'request_id', 'action', 'target_kind'],
      parts: { actor: ['actor_sub', 'ip', 'user_agent'], subject: ['target_id', 'old', 'new', 'reason', 'ticket'] },
    },
  },
];

/** The one that new seals have. */
export const ENCODING = ENCODINGS.length - 1;

/** What erased text is where the column may not be null. */
export const ERASED = '';

export const SALT_BYTES = 16;

/** A row of either ledger: where it stands in the order of sealing, and its columns as `columnsOf` names them, in PostgreSQL's own words. */
export interface LedgerRow {
  /** Its place in LEDGERS. */
  ledger: number;
  xact: string;
  at: string;
  id: string;
  fields: (string | null)[];
}

/** All columns of a leaf, in order. */
export function columnsOf(encoding: number, ledger: Ledger): string[] {
  const { open, parts } = ENCODINGS[encoding]![ledger];
  return [...open, ...Object.values(parts).flat()];
}

export function partsOf(encoding: number, ledger: number): string[] {
  return Object.keys(ENCODINGS[encoding]![LEDGERS[ledger]!].parts);
}

/** The values of one part. */
export function valuesOf({ ledger, fields }: LedgerRow, encoding: number, part: string): (string | null)[] {
  const { open, parts } = ENCODINGS[encoding]![LEDGERS[ledger]!];
  const names = Object.keys(parts);
  const start = names.slice(0, names.indexOf(part)).reduce((sum, name) => sum + parts[name]!.length, open.length);
  return fields.slice(start, start + parts[part]!.length);
}

/** What stands in a leaf for a part: without its salt nobody can try out whose it was. */
export function commit(salt: Buffer, part: string, values: readonly (string | null)[]): Buffer {
  return createHash('sha256').update(salt).update(JSON.stringify([part, ...values])).digest();
}

/** SHA-256 over a row. @param commitments by the order of its parts */
export function leafOf({ ledger, fields }: LedgerRow, encoding: number, commitments: readonly Buffer[]): Buffer {
  const { open } = ENCODINGS[encoding]![LEDGERS[ledger]!];
  const content = [encoding, LEDGERS[ledger], fields.slice(0, open.length), commitments.map((commitment) => commitment.toString('hex'))];
  return createHash('sha256').update(JSON.stringify(content)).digest();
}

/** A row's place in the order of sealing. */
export type Place = Pick<LedgerRow, 'xact' | 'at' | 'id'>;

/**
 * Rows of both ledgers in the order of sealing, behind one place and up to another, or as far as nothing can come in between any more:
 * every transaction before `xmin` has ended. Places are the database's own values.
 */
export function rowsSql(encoding: number, after: Place | null, until: Place | null): string {
  const select = LEDGERS.map((ledger, place) => {
    const fields = columnsOf(encoding, ledger).map((name) => `${name}::text`).join(', ');
    return `SELECT ${place} AS ledger, xact, at, id, json_build_array(${fields}) AS fields FROM ${ledger} WHERE ${boundsOf(after, until)}`;
  });
  return `SELECT ledger, xact, at::text AS at, id, fields FROM (${select.join(' UNION ALL ')}) usage ORDER BY usage.xact, usage.at, usage.id`;
}

/** Each bound for its own BRIN as well. */
export function boundsOf(after: Place | null, until: Place | null): string {
  const bounds = until
    ? [`xact <= ${until.xact}`, `(xact, at, id) <= ${literal(until)}`]
    : ['xact < pg_snapshot_xmin(pg_current_snapshot())::text::bigint'];
  if (after) bounds.push(`xact >= ${after.xact}`, `(xact, at, id) > ${literal(after)}`);
  if (after && until && after.xact === until.xact) bounds.push(`at BETWEEN '${after.at}' AND '${until.at}'`);
  return bounds.join(' AND ');
}

const literal = ({ xact, at, id }: Place) => `(${xact}::bigint, '${at}'::timestamptz, '${id}'::uuid)`;
