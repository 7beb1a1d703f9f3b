import type { Seal } from './seal.js';

/** What is not as it was sealed. */
export interface Fault {
  kind: 'altered' | 'missing' | 'inserted' | 'seal_missing' | 'seal_altered' | 'checkpoint_differs';
  /** Null for a row that is in none. */
  seal: number | null;
  /** The row's, with its id; of a seal none. */
  ledger?: string;
  id?: string;
  at?: string;
  detail?: string;
}

/** What was found of a stretch of the chain. */
export interface Verification {
  from: number;
  /** Seals that were read. */
  seals: number;
  /** Rows that were compared. */
  rows: number;
  /** Of these, rows from before there were seals: as they were found then. */
  found: number;
  /** Of these, rows of which a part was erased. */
  erased: number;
  /** Rows whose month is past LEDGER_RETENTION_DAYS and gone. */
  dropped: number;
  /** Rows that wait for their seal; counted at the end of the chain. */
  unsealed: number;
  /** The newest seal among these that a valid checkpoint is for. */
  vouchedTo: number | null;
  /** Checkpoints signed by keys that are no longer in ENCRYPTION_KEYS. */
  unreadable: number;
  /** The newest seal of all. */
  last: number;
  /** In the order of the chain; the first ones. */
  faults: Fault[];
  faultCount: number;
  /** Where to go on; null at the end. */
  next: number | null;
}

const FAULTS = 20;

/** Collects what a verification finds. */
export class Findings {
  seals = 0;
  rows = 0;
  found = 0;
  erased = 0;
  dropped = 0;
  unsealed = 0;
  unreadable = 0;
  vouchedTo: number | null = null;
  private readonly faults: Fault[] = [];
  private faultCount = 0;

  constructor(readonly from: number) {}

  /** Returns null, as the leaf that there is none of. */
  add(fault: Fault): null {
    this.faultCount++;
    if (this.faults.length < FAULTS) this.faults.push(fault);
    return null;
  }

  count({ isFound }: Seal, rows: number): void {
    this.rows += rows;
    if (isFound) this.found += rows;
  }

  conclude(next: number | null, last: number): Verification {
    const { from, seals, rows, found, erased, dropped, unsealed, vouchedTo, unreadable, faults, faultCount } = this;
    return { from, seals, rows, found, erased, dropped, unsealed, vouchedTo, unreadable, last, faults, faultCount, next };
  }
}
