import { commit, leafOf, partsOf, SALT_BYTES, valuesOf, type LedgerRow } from './ledger.encoding.js';
import type { Seal } from './seal.js';
import type { SealStore } from './seal.store.js';

/** Computes the leaves of rows anew, with the salts of their seals. */
export class LeafJudge {
  private constructor(private readonly salts: Map<number, Buffer>) {}

  static async of(store: SealStore, seals: Seal[]): Promise<LeafJudge> {
    return new LeafJudge(await store.findSalts(seals.map(({ number }) => number)));
  }

  /** @param offset of the row's salts in those of its seal */
  leafOf(row: LedgerRow, { number, encoding }: Seal, offset: number): Buffer {
    const salts = this.salts.get(number) ?? Buffer.alloc(0);
    const commitments = partsOf(encoding, row.ledger).map((part, index) => {
      const salt = salts.subarray(offset + index * SALT_BYTES, offset + (index + 1) * SALT_BYTES);
      return commit(salt, part, valuesOf(row, encoding, part));
    });
    return leafOf(row, encoding, commitments);
  }
}
