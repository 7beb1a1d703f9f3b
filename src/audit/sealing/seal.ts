import { createHash, randomBytes } from 'node:crypto';
import { commit, ENCODING, leafOf, partsOf, SALT_BYTES, valuesOf, type LedgerRow, type Place } from './ledger.encoding.js';
import type { LedgerSeal } from './ledger-seal.entity.js';

/** Of a leaf, in a seal's entries. */
export const PREFIX_BYTES = 16;
const ID_BYTES = 16;
const ENTRY_BYTES = 1 + ID_BYTES + PREFIX_BYTES;

/** What the first seal follows. */
const BEGINNING = { number: 0, hash: Buffer.alloc(32) };

/** A seal with the time of its last row as PostgreSQL has it, to the microsecond. */
export type Seal = Omit<LedgerSeal, 'lastAt'> & { lastAt: string };

/** What a seal says of one row. */
export interface Entry {
  ledger: number;
  id: string;
  prefix: Buffer;
}

/** Where the seal ends. */
export const endOf = ({ lastXact, lastAt, lastId }: Seal): Place => ({ xact: lastXact, at: lastAt, id: lastId });

/** The next seal of the chain, over rows of one month, and the salts of its leaves. */
export function makeSeal(rows: readonly LedgerRow[], previous: Pick<Seal, 'number' | 'hash'> | null, sealedAt: Date): { seal: Seal; salts: Buffer } {
  const salts = rows.map(({ ledger }) => partsOf(ENCODING, ledger).map(() => randomBytes(SALT_BYTES)));
  const leaves = rows.map((row, index) => leafOf(row, ENCODING, partsOf(ENCODING, row.ledger).map((part, place) => commit(salts[index]![place]!, part, valuesOf(row, ENCODING, part)))));
  const { number, hash } = previous ?? BEGINNING;
  const [first, last] = [rows[0]!, rows.at(-1)!];
  const usages = rows.filter(({ ledger }) => ledger === 0).length;
  const seal = {
    ...{ number: number + 1, encoding: ENCODING, previous: hash, root: rootOf(leaves), entries: Buffer.concat(rows.map((row, index) => entryOf(row, leaves[index]!))) },
    ...{ usages, events: rows.length - usages, month: monthOf(first), isFound: isFound(first) },
    ...{ lastXact: last.xact, lastAt: last.at, lastId: last.id, sealedAt },
  };
  return { seal: { ...seal, hash: hashOf(seal) }, salts: Buffer.concat(salts.flat()) };
}

/** Rows that may stand in one seal, in order. */
export function groupsOf(rows: readonly LedgerRow[]): LedgerRow[][] {
  const groups: LedgerRow[][] = [];
  const belongs = (row: LedgerRow, other: LedgerRow) => monthOf(row) === monthOf(other) && isFound(row) === isFound(other);
  for (const row of rows) {
    const group = groups.at(-1);
    if (group && belongs(row, group[0]!)) group.push(row);
    else groups.push([row]);
  }
  return groups;
}

/** Over all that a seal says; all of it but the leaves' salts is in the clear. */
export function hashOf(seal: Omit<Seal, 'hash'>): Buffer {
  const { number, encoding, previous, root, entries, usages, events, month, lastXact, lastAt, lastId, sealedAt } = seal;
  const digests = [previous, root, createHash('sha256').update(entries).digest()].map((bytes) => bytes.toString('hex'));
  const content = [number, encoding, ...digests, usages, events, month, seal.isFound, lastXact, lastAt, lastId, sealedAt.toISOString()];
  return createHash('sha256').update(JSON.stringify(content)).digest();
}

export function rootOf(leaves: readonly Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(leaves)).digest();
}

export function entriesOf({ entries }: Pick<Seal, 'entries'>): Entry[] {
  return Array.from({ length: Math.floor(entries.length / ENTRY_BYTES) }, (_, index) => {
    const entry = entries.subarray(index * ENTRY_BYTES, (index + 1) * ENTRY_BYTES);
    const hex = entry.toString('hex', 1, 1 + ID_BYTES);
    return { ledger: entry[0]!, id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), prefix: entry.subarray(1 + ID_BYTES) };
  });
}

/** Where each row's salts begin. */
export function saltOffsets(encoding: number, entries: readonly Entry[]): number[] {
  let offset = 0;
  return entries.map(({ ledger }) => (offset += partsOf(encoding, ledger).length * SALT_BYTES) - partsOf(encoding, ledger).length * SALT_BYTES);
}

function entryOf({ ledger, id }: LedgerRow, leaf: Buffer): Buffer {
  return Buffer.concat([Buffer.from([ledger]), Buffer.from(id.replaceAll('-', ''), 'hex'), leaf.subarray(0, PREFIX_BYTES)]);
}

const monthOf = ({ at }: LedgerRow) => at.slice(0, 7);
const isFound = ({ xact }: LedgerRow) => xact === '0';
