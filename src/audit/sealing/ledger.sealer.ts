import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { report } from '../../database/report.js';
import { Clock } from '../../protocol/clock.js';
import { CheckpointSigner } from './checkpoint.signer.js';
import { ENCODING, rowsSql, type LedgerRow } from './ledger.encoding.js';
import { endOf, groupsOf, makeSeal, type Seal } from './seal.js';
import { SealStore } from './seal.store.js';

/** Any number will do, as long as nothing else takes it: the advisory lock of whoever seals, or erases what is sealed. */
export const SEAL_LOCK = 0x65766773; // "evgs"

/** Rows of a seal at most. */
const SIZE = 500;

/** Milliseconds after which the newest seal is signed again. */
const CHECKPOINT_INTERVAL = 60_000;

/** Seals the ledgers' rows behind the back of whoever writes them, in the order of their transactions: one pass at a time over all replicas. */
@Injectable()
export class LedgerSealer {
  private passing: Promise<unknown> = Promise.resolve();
  private isClosing = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly seals: SealStore,
    private readonly signer: CheckpointSigner,
    private readonly clock: Clock,
  ) {}

  /** A round of its work. */
  async work(): Promise<void> {
    await this.seal();
    await this.checkpoint();
  }

  /** Signs the newest seal; what is not sealed yet is, at the next start or by another replica. */
  async stop(): Promise<void> {
    this.isClosing = true;
    await this.passing;
    await this.checkpoint(0);
  }

  /** Seals all rows that no earlier transaction can come before any more; returns how many. None while another replica does. */
  async seal(): Promise<number> {
    const turn = this.passing.then(() => report(this.dataSource, (reader) => this.pass(reader)));
    this.passing = turn.catch(() => undefined);
    return turn;
  }

  /** Signs the newest seal unless that was done less than so many milliseconds ago. */
  async checkpoint(interval = CHECKPOINT_INTERVAL): Promise<void> {
    const [seal, last] = await Promise.all([this.seals.findLast(), this.seals.findLastCheckpoint()]);
    const at = this.clock.now();
    if (!seal || (last && (last.number >= seal.number || last.at.getTime() > at.getTime() - interval))) return;
    const { number, hash } = seal;
    await this.seals.addCheckpoint({ number, at, jws: await this.signer.sign({ number, hash: hash.toString('hex'), at }) });
  }

  /** In one snapshot and one sort, however much there is; each seal is safe once it is written. */
  private async pass(reader: EntityManager): Promise<number> {
    await reader.query('SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0');
    const [{ isOurs }] = await reader.query('SELECT pg_try_advisory_xact_lock($1) AS "isOurs"', [SEAL_LOCK]);
    if (!isOurs) return 0;
    let last = await this.seals.findLast(); // in a later snapshot, of what another replica has just sealed too
    await this.requireOneCount(reader, last);
    await reader.query(`DECLARE unsealed NO SCROLL CURSOR FOR ${rowsSql(ENCODING, last && endOf(last), null)}`);
    for (let sealed = 0; ; ) {
      const rows: LedgerRow[] = this.isClosing ? [] : await reader.query(`FETCH ${SIZE} FROM unsealed`);
      if (rows.length === 0) return sealed;
      for (const group of groupsOf(rows)) last = await this.add(group, last);
      sealed += rows.length;
    }
  }

  private async add(rows: LedgerRow[], previous: Seal | null): Promise<Seal> {
    const { seal, salts } = makeSeal(rows, previous, this.clock.now());
    await this.seals.add(seal, salts);
    return seal;
  }

  /** A dump that was restored into a new cluster would have its rows sealed never. */
  private async requireOneCount(reader: EntityManager, last: Seal | null): Promise<void> {
    const [{ next }] = await reader.query('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next');
    if (last && BigInt(last.lastXact) >= BigInt(next)) {
      throw new Error(`this database counts its transactions anew, at ${next}; the ledger is sealed up to ${last.lastXact}: set the server's counter beyond with pg_resetwal --next-transaction-id`);
    }
  }
}
