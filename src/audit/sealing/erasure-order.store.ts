import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { ErasureOrder } from './erasure-order.entity.js';

/** Which persons are to be erased from the ledgers. */
@Injectable()
export class ErasureOrderStore {
  constructor(private readonly dataSource: DataSource) {}

  /** In the caller's transaction. An order that was carried out is opened again: refusals that came since are erased too. */
  async add(manager: EntityManager, accountId: string, grantIds: string[], orderedAt: Date): Promise<void> {
    await manager.upsert(ErasureOrder, { accountId, grantIds, orderedAt, rows: 0, doneAt: null }, ['accountId']);
  }

  find(accountId: string): Promise<ErasureOrder | null> {
    return this.dataSource.getRepository(ErasureOrder).findOneBy({ accountId });
  }

  findOpen(): Promise<ErasureOrder | null> {
    return this.dataSource.getRepository(ErasureOrder).findOne({ where: { doneAt: IsNull() }, order: { orderedAt: 'ASC' } });
  }

  async advance({ accountId, orderedAt }: ErasureOrder, rows: number, doneAt: Date | null): Promise<void> {
    await this.dataSource.query('UPDATE erasure_order SET rows = rows + $3, done_at = $4 WHERE account_id = $1 AND ordered_at = $2', [accountId, orderedAt, rows, doneAt]);
  }
}
