import { Injectable } from '@nestjs/common';
import type { Client } from 'pg';
import { Owner } from '../../database/owner.js';
import { Clock } from '../../protocol/clock.js';
import { ErasureOrderStore } from './erasure-order.store.js';
import type { ErasureOrder } from './erasure-order.entity.js';
import { columnsOf, commit, ENCODING, ENCODINGS, ERASED, LEDGERS, partsOf, SALT_BYTES, valuesOf, type LedgerRow } from './ledger.encoding.js';
import { SEAL_LOCK } from './ledger.sealer.js';
import { entriesOf, saltOffsets } from './seal.js';

/** Rows that are erased in one transaction, which the sealer waits for. */
const BATCH = 500;

/** Batches of one connection of the owner. */
const BATCHES = 20;

/** A part of some rows that is a person's, and how they are found. `$1` is the account, `$2` its grants. */
const TARGETS = [
  { ledger: 0, part: 'person', where: 'grant_id = ANY($2::uuid[]) AND cardinality($2::uuid[]) > 0 AND $1::text IS NOT NULL' },
  { ledger: 1, part: 'actor', where: 'actor_sub = $1 AND $2::uuid[] IS NOT NULL' },
  { ledger: 1, part: 'subject', where: `target_kind = 'account' AND target_id = $1 AND action <> 'account.erase' AND $2::uuid[] IS NOT NULL` },
];
type Target = (typeof TARGETS)[number];

/** Columns that may not be null. */
const REQUIRED = new Set(['actor_sub', 'target_id', 'reason']);

type SealedRow = LedgerRow & { seal: number | null; encoding: number };

/** Empties the personal columns of sealed rows: the one change that the chain allows for, made as the owner. */
@Injectable()
export class LedgerEraser {
  constructor(
    private readonly owner: Owner,
    private readonly orders: ErasureOrderStore,
    private readonly clock: Clock,
  ) {}

  /** Carries out what is ordered, in small transactions; what is left after a crash is found again. */
  async work(): Promise<void> {
    for (let order = await this.orders.findOpen(); order; order = await this.orders.findOpen()) {
      const open = order;
      const rows = await this.owner.run((client) => eraseSome(client, open));
      await this.orders.advance(order, rows, rows < BATCH * BATCHES ? this.clock.now() : null);
    }
  }
}

/** Returns how many rows: fewer than there may be in one go when there are no more. */
async function eraseSome(client: Client, order: ErasureOrder): Promise<number> {
  let erased = 0;
  for (const target of TARGETS) {
    for (let rows = BATCH; rows === BATCH && erased < BATCH * BATCHES; erased += rows) rows = await eraseBatch(client, order, target);
  }
  return erased;
}

async function eraseBatch(client: Client, { accountId, grantIds }: ErasureOrder, target: Target): Promise<number> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [SEAL_LOCK]);
    const { rows } = await client.query<SealedRow>(findSql(target), [accountId, grantIds]);
    for (const seal of new Set(rows.map((row) => row.seal))) if (seal !== null) await redact(client, seal, rows.filter((row) => row.seal === seal), target.part);
    await client.query(emptySql(target), [rows.map(({ id }) => id), rows.map(({ at }) => at)]);
    await client.query('COMMIT');
    return rows.length;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** Rows that still have something, with the seal that they are in. */
function findSql({ ledger, part, where }: Target): string {
  const name = LEDGERS[ledger]!;
  const isEmpty = ENCODINGS[ENCODING]![name].parts[part]!.map((column) => (REQUIRED.has(column) ? `${column} = '${ERASED}'` : `${column} IS NULL`));
  const fields = ENCODINGS.map((_, encoding) => `WHEN ${encoding} THEN json_build_array(${columnsOf(encoding, name).map((column) => `usage.${column}::text`).join(', ')})`);
  return `SELECT ${ledger} AS ledger, usage.xact, usage.at::text AS at, usage.id, seal.number AS seal, seal.encoding, CASE coalesce(seal.encoding, ${ENCODING}) ${fields.join(' ')} END AS fields
    FROM (SELECT * FROM ${name} WHERE ${where} AND NOT (${isEmpty.join(' AND ')}) LIMIT ${BATCH}) usage
    LEFT JOIN LATERAL (SELECT number, encoding FROM ledger_seal WHERE (last_xact, last_at, last_id) >= (usage.xact, usage.at, usage.id) ORDER BY last_xact, last_at, last_id LIMIT 1) seal ON true`;
}

function emptySql({ ledger, part }: Target): string {
  const name = LEDGERS[ledger]!;
  const columns = ENCODINGS[ENCODING]![name].parts[part]!.map((column) => `${column} = ${REQUIRED.has(column) ? `'${ERASED}'` : 'NULL'}`);
  return `UPDATE ${name} usage SET ${columns.join(', ')} FROM unnest($1::uuid[], $2::timestamptz[]) AS known (id, at) WHERE usage.id = known.id AND usage.at = known.at`;
}

/** Keeps the commitments, and forgets their salts. */
async function redact(client: Client, seal: number, rows: SealedRow[], part: string): Promise<void> {
  const { rows: found } = await client.query('SELECT entries, encoding, salts FROM ledger_seal JOIN ledger_salt USING (number) WHERE number = $1 FOR UPDATE OF ledger_salt', [seal]);
  const [{ entries, encoding, salts }] = found as [{ entries: Buffer; encoding: number; salts: Buffer }];
  const known = entriesOf({ entries });
  const offsets = saltOffsets(encoding, known);
  const commitments = rows.flatMap((row) => {
    const index = known.findIndex(({ id, ledger }) => id === row.id && ledger === row.ledger);
    if (index < 0) return []; // the seal does not know it: it is a fault already
    const start = offsets[index]! + partsOf(encoding, row.ledger).indexOf(part) * SALT_BYTES;
    const salt = salts.subarray(start, start + SALT_BYTES);
    const commitment = commit(salt, part, valuesOf(row, encoding, part));
    salt.fill(0);
    return [{ id: row.id, commitment }];
  });
  await client.query('UPDATE ledger_salt SET salts = $2 WHERE number = $1', [seal, salts]);
  const values = [commitments.map(({ id }) => id), part, commitments.map(({ commitment }) => commitment)];
  await client.query('INSERT INTO ledger_erasure (id, part, commitment) SELECT id, $2, commitment FROM unnest($1::uuid[], $3::bytea[]) AS erased (id, commitment) ON CONFLICT DO NOTHING', values);
}
