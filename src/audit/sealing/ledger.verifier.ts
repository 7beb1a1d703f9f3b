import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { report } from '../../database/report.js';
import { LedgerPartitions } from '../ledger.partitions.js';
import { CheckpointSigner, type Checkpoint } from './checkpoint.signer.js';
import { boundsOf, LEDGERS, rowsSql, type LedgerRow } from './ledger.encoding.js';
import { endOf, entriesOf, hashOf, rootOf, saltOffsets, type Entry, type Seal } from './seal.js';
import { SealStore } from './seal.store.js';
import { LeafJudge } from './leaf.judge.js';
import { Findings, type Verification } from './findings.js';

/** Seals whose rows are read at a time. */
const STRETCH = 20;

/** Compares the ledgers with the chain of their seals. It changes nothing. */
@Injectable()
export class LedgerVerifier {
  constructor(
    private readonly dataSource: DataSource,
    private readonly seals: SealStore,
    private readonly signer: CheckpointSigner,
    private readonly partitions: LedgerPartitions,
  ) {}

  /** So many seals at most from this one on; the answer says where to go on. */
  async verify(from: number, until: number, limit: number): Promise<Verification> {
    const findings = new Findings(from);
    const last = await this.seals.findLast();
    const newest = Math.min(until, last?.number ?? 0);
    const end = Math.min(newest, from + limit - 1);
    let previous = await this.seals.findBefore(from);
    for (let next = from; next <= end; next = previous!.number + 1) {
      const seals = await this.seals.findFrom(next, end, STRETCH);
      if (seals.length === 0) {
        findings.add({ kind: 'seal_missing', seal: next });
        break;
      }
      await this.verifyStretch(previous, seals, findings);
      await this.verifyCheckpoints(seals, findings);
      previous = seals.at(-1)!;
    }
    if (end < newest) return findings.conclude(end + 1, last!.number);
    if (newest === (last?.number ?? 0)) await report(this.dataSource, (manager) => this.countUnsealed(manager, last, findings));
    return findings.conclude(null, last?.number ?? 0);
  }

  /** Is the chain still the one that this checkpoint, kept elsewhere, was signed for? */
  async compare({ number, hash }: Checkpoint): Promise<Verification> {
    const findings = new Findings(number);
    const seal = await this.seals.find(number);
    if (!seal) findings.add({ kind: 'seal_missing', seal: number, detail: 'the chain is shorter than when the checkpoint was signed' });
    else if (seal.hash.toString('hex') !== hash) findings.add({ kind: 'checkpoint_differs', seal: number, detail: 'the chain up to here is not the one that was signed' });
    else findings.vouchedTo = number;
    return findings.conclude(null, (await this.seals.findLast())?.number ?? 0);
  }

  private async verifyStretch(previous: Seal | null, seals: Seal[], findings: Findings): Promise<void> {
    // In one snapshot: a row may be erased meanwhile.
    const read = async (manager: EntityManager) => ({ rows: await readRows(manager, previous, seals), judge: await LeafJudge.of(manager, seals) });
    const { rows, judge } = await report(this.dataSource, read);
    let before = previous;
    for (const seal of seals) {
      const expected = (before?.number ?? findings.from - 1) + 1;
      if (seal.number !== expected) findings.add({ kind: 'seal_missing', seal: expected });
      else if (before && !seal.previous.equals(before.hash)) findings.add({ kind: 'seal_altered', seal: seal.number, detail: 'it does not follow the seal before' });
      if (!hashOf(seal).equals(seal.hash)) findings.add({ kind: 'seal_altered', seal: seal.number });
      this.verifySeal(seal, rows, judge, findings);
      before = seal;
    }
    for (const { ledger, id, at } of rows.values()) findings.add({ kind: 'inserted', seal: null, ledger: LEDGERS[ledger]!, id, at });
  }

  /** Takes the seal's rows out of those read. */
  private verifySeal(seal: Seal, rows: Map<string, LedgerRow>, judge: LeafJudge, findings: Findings): void {
    const entries = entriesOf(seal);
    const found = entries.map((entry) => rows.get(keyOf(entry)));
    findings.seals++;
    if (found.every((row) => !row) && this.partitions.isPast(seal.month)) {
      findings.dropped += entries.length;
      return;
    }
    const offsets = saltOffsets(seal.encoding, entries);
    const leaves = entries.map((entry, index) => {
      rows.delete(keyOf(entry));
      const row = found[index];
      const named = { seal: seal.number, ledger: LEDGERS[entry.ledger]!, id: entry.id };
      if (!row) return findings.add({ kind: 'missing', ...named });
      const { leaf, isErased } = judge.leafOf(row, seal, offsets[index]!);
      if (isErased) findings.erased++;
      if (!leaf.subarray(0, entry.prefix.length).equals(entry.prefix)) return findings.add({ kind: 'altered', ...named, at: row.at });
      return leaf;
    });
    findings.count(seal, entries.length);
    if (leaves.every((leaf) => leaf !== null) && !rootOf(leaves).equals(seal.root)) findings.add({ kind: 'seal_altered', seal: seal.number, detail: 'it is not of its rows' });
  }

  /** What is signed in the database itself: a chain that was rewritten has none, or one that does not fit. */
  private async verifyCheckpoints(seals: Seal[], findings: Findings): Promise<void> {
    const hashes = new Map(seals.map(({ number, hash }) => [number, hash.toString('hex')]));
    for (const { number, jws } of await this.seals.findCheckpoints(seals[0]!.number, seals.at(-1)!.number)) {
      const signed = await this.signer.read(jws);
      if (!signed) findings.unreadable++;
      else if (signed.number !== number || signed.hash !== hashes.get(number)) findings.add({ kind: 'checkpoint_differs', seal: number });
      else findings.vouchedTo = number;
    }
  }

  /** Rows that wait for their seal; one of a transaction that is yet to come has been written by hand. */
  private async countUnsealed(manager: EntityManager, last: Seal | null, findings: Findings): Promise<void> {
    const after = last ? boundsOf(endOf(last), null).split(' AND ').slice(1).join(' AND ') : 'true';
    for (const ledger of LEDGERS) {
      const [{ rows, id }] = await manager.query(
        `SELECT count(*)::int AS rows, (array_agg(id) FILTER (WHERE xact >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint))[1] AS id FROM ${ledger} WHERE ${after}`,
      );
      findings.unsealed += rows;
      if (id) findings.add({ kind: 'inserted', seal: null, ledger, id, detail: 'it names a transaction that has not been' });
    }
  }
}

const keyOf = ({ ledger, id }: Pick<Entry, 'ledger' | 'id'>) => `${ledger} ${id}`;

async function readRows(manager: EntityManager, previous: Seal | null, seals: Seal[]): Promise<Map<string, LedgerRow>> {
  const rows = new Map<string, LedgerRow>();
  let after = previous && endOf(previous);
  for (const group of byEncoding(seals)) {
    const until = endOf(group.at(-1)!);
    const read: LedgerRow[] = await manager.query(rowsSql(group[0]!.encoding, after, until));
    for (const row of read) rows.set(keyOf(row), row);
    after = until;
  }
  return rows;
}

function byEncoding(seals: Seal[]): Seal[][] {
  const groups: Seal[][] = [];
  for (const seal of seals) {
    if (groups.at(-1)?.[0]!.encoding === seal.encoding) groups.at(-1)!.push(seal);
    else groups.push([seal]);
  }
  return groups;
}
