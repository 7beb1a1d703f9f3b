import type { LedgerRow } from '../sealing/ledger.encoding.js';

/** The rows of one seal, in order. */
export interface Parcel {
  seal: number;
  encoding: number;
  rows: LedgerRow[];
  at: Date;
}

/** Where the ledger is delivered to. */
export interface Sink {
  /** Its name in the database. */
  readonly name: 'webhook' | 'syslog';
  /** Any number will do, as long as nothing else takes it: the advisory lock of who delivers to it. */
  readonly lock: number;
  /** Resolves when the sink has taken the parcel; throws otherwise, with a message that holds no secret. */
  send(parcel: Parcel, signal: AbortSignal): Promise<void>;
}
