import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { LedgerCheckpoint } from './ledger-checkpoint.entity.js';
import { LedgerSeal } from './ledger-seal.entity.js';
import type { Seal } from './seal.js';

const SELECT = `SELECT number, encoding, previous, root, entries, usages, events, month, is_found AS "isFound", last_xact AS "lastXact",
  last_at::text AS "lastAt", last_id AS "lastId", sealed_at AS "sealedAt", hash FROM ledger_seal`;

const COLUMNS = ['number', 'encoding', 'previous', 'root', 'entries', 'usages', 'events', 'month', 'isFound', 'lastXact', 'lastAt', 'lastId', 'sealedAt', 'hash'] as const;

/** The chain of seals, their salts and their checkpoints: rows are added, never changed. */
@Injectable()
export class SealStore {
  constructor(private readonly dataSource: DataSource) {}

  async findLast(): Promise<Seal | null> {
    const [seal] = await this.dataSource.query(`${SELECT} ORDER BY number DESC LIMIT 1`);
    return seal ?? null;
  }

  async find(number: number): Promise<Seal | null> {
    const [seal] = await this.dataSource.query(`${SELECT} WHERE number = $1`, [number]);
    return seal ?? null;
  }

  /** The nearest before this number. */
  async findBefore(number: number, source: Pick<EntityManager, 'query'> = this.dataSource): Promise<Seal | null> {
    const [seal] = await source.query(`${SELECT} WHERE number < $1 ORDER BY number DESC LIMIT 1`, [number]);
    return seal ?? null;
  }

  /** The nearest after this number. */
  async findAfter(number: number, source: Pick<EntityManager, 'query'> = this.dataSource): Promise<Seal | null> {
    const [seal] = await source.query(`${SELECT} WHERE number > $1 ORDER BY number LIMIT 1`, [number]);
    return seal ?? null;
  }

  /** In order, so many at most. */
  findFrom(number: number, until: number, limit: number): Promise<Seal[]> {
    return this.dataSource.query(`${SELECT} WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT $3`, [number, until, limit]);
  }

  /** In one statement; fails when there is a seal with this number. */
  async add(seal: Seal, salts: Buffer): Promise<void> {
    const values = COLUMNS.map((name) => seal[name]);
    const columns = this.dataSource.getMetadata(LedgerSeal).columns;
    const names = COLUMNS.map((property) => columns.find(({ propertyName }) => propertyName === property)!.databaseName);
    await this.dataSource.query(
      `WITH seal AS (INSERT INTO ledger_seal (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')}) RETURNING number)
       INSERT INTO ledger_salt (number, salts) SELECT number, $${names.length + 1} FROM seal`,
      [...values, salts],
    );
  }

  async findLastCheckpoint(): Promise<LedgerCheckpoint | null> {
    const [checkpoint] = await this.dataSource.getRepository(LedgerCheckpoint).find({ order: { number: 'DESC' }, take: 1 });
    return checkpoint ?? null;
  }

  findCheckpoints(from: number, until: number): Promise<LedgerCheckpoint[]> {
    return this.dataSource.query('SELECT number, at, jws FROM ledger_checkpoint WHERE number BETWEEN $1 AND $2 ORDER BY number', [from, until]);
  }

  /** Another replica's of the same seal is as good. */
  async addCheckpoint({ number, at, jws }: LedgerCheckpoint): Promise<void> {
    await this.dataSource.query('INSERT INTO ledger_checkpoint (number, at, jws) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [number, at, jws]);
  }
}
