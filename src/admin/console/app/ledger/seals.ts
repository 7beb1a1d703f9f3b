import { ask } from '../data.provider.js';

/** Something that is not as it was sealed. */
export interface Fault {
  kind: string;
  seal: number | null;
  ledger: string | null;
  id: string | null;
  at: string | null;
  detail: string | null;
}

/** What `GET /admin/v1/audit/verify` found of a stretch of the chain. */
interface Verification {
  from: number;
  seals: number;
  rows: number;
  found: number;
  erased: number;
  dropped: number;
  unsealed: number;
  vouched_to: number | null;
  unreadable_checkpoints: number;
  last: number;
  faults: Fault[];
  fault_count: number;
  next: number | null;
}

/** Of all stretches so far. */
export type Verified = Omit<Verification, 'from'>;

export interface Checkpoint {
  seal: number;
  hash: string;
  checkpoint: string;
  public_key: object;
}

export interface Delivery {
  sink: string;
  configured: boolean;
  seal: number;
  lag: number;
  lag_seconds: number | null;
  delivered_at: string | null;
  failures: number;
  last_error: string | null;
}

/** Faults that are shown. */
const SHOWN = 20;

/** Verifies the chain from its beginning, stretch by stretch, and tells after each. */
export async function verify(tell: (verified: Verified) => void, signal: AbortSignal): Promise<void> {
  let sum: Verified | null = null;
  for (let from: number | null = 1; from !== null && !signal.aborted; from = sum.next) {
    sum = added(sum, await ask<Verification>('GET', `audit/verify?from=${from}`));
    if (!signal.aborted) tell(sum);
  }
}

function added(sum: Verified | null, stretch: Verification): Verified {
  if (!sum) return stretch;
  const { last, next, unsealed } = stretch;
  const [seals, rows, found, erased, dropped] = (['seals', 'rows', 'found', 'erased', 'dropped'] as const).map((name) => sum[name] + stretch[name]) as [number, number, number, number, number];
  return {
    ...{ seals, rows, found, erased, dropped, last, next, unsealed },
    ...{ vouched_to: stretch.vouched_to ?? sum.vouched_to, unreadable_checkpoints: sum.unreadable_checkpoints + stretch.unreadable_checkpoints },
    ...{ faults: [...sum.faults, ...stretch.faults].slice(0, SHOWN), fault_count: sum.fault_count + stretch.fault_count },
  };
}
