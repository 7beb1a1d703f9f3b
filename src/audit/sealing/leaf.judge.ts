import type { EntityManager } from 'typeorm';
import { commit, ERASED, leafOf, partsOf, SALT_BYTES, valuesOf, type LedgerRow } from './ledger.encoding.js';
import { entriesOf, saltOffsets, type Seal } from './seal.js';

const GONE = Buffer.alloc(SALT_BYTES);

/** Computes the leaves of rows anew, with the salts of their seals, or with what was kept in the place of erased ones. */
export class LeafJudge {
  private constructor(
    private readonly salts: Map<number, Buffer>,
    /** By row and part. */
    private readonly erasures: Map<string, Buffer>,
  ) {}

  static async of(manager: EntityManager, seals: Seal[]): Promise<LeafJudge> {
    const rows: { number: number; salts: Buffer }[] = await manager.query('SELECT number, salts FROM ledger_salt WHERE number = ANY($1)', [seals.map(({ number }) => number)]);
    const salts = new Map(rows.map(({ number, salts: own }) => [number, own]));
    const ids = seals.flatMap((seal) => erasedIds(seal, salts.get(seal.number) ?? GONE));
    const erasures: { id: string; part: string; commitment: Buffer }[] =
      ids.length > 0 ? await manager.query('SELECT id, part, commitment FROM ledger_erasure WHERE id = ANY($1)', [ids]) : [];
    return new LeafJudge(salts, new Map(erasures.map(({ id, part, commitment }) => [`${id} ${part}`, commitment])));
  }

  /** @param offset of the row's salts in those of its seal */
  leafOf(row: LedgerRow, { number, encoding }: Seal, offset: number): { leaf: Buffer; isErased: boolean } {
    const salts = this.salts.get(number) ?? Buffer.alloc(0);
    let isErased = false;
    const commitments = partsOf(encoding, row.ledger).map((part, index) => {
      const salt = salts.subarray(offset + index * SALT_BYTES, offset + (index + 1) * SALT_BYTES);
      const values = valuesOf(row, encoding, part);
      const kept = salt.equals(GONE) && values.every((value) => value === null || value === ERASED) ? this.erasures.get(`${row.id} ${part}`) : undefined;
      if (kept) isErased = true;
      return kept ?? commit(salt, part, values);
    });
    return { leaf: leafOf(row, encoding, commitments), isErased };
  }
}

/** Rows of which a salt is gone. */
function erasedIds(seal: Seal, salts: Buffer): string[] {
  if (!salts.includes(GONE)) return [];
  const entries = entriesOf(seal);
  const offsets = saltOffsets(seal.encoding, entries);
  return entries.filter((_, index) => salts.subarray(offsets[index], offsets[index + 1]).includes(GONE)).map(({ id }) => id);
}
