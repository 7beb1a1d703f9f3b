import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { report } from '../../database/report.js';
import { LedgerDelivery } from './ledger-delivery.entity.js';

/** The cursors of the sinks. */
@Injectable()
export class DeliveryStore {
  constructor(private readonly dataSource: DataSource) {}

  async find(sink: string): Promise<LedgerDelivery> {
    const known = await this.dataSource.getRepository(LedgerDelivery).findOneBy({ sink });
    return known ?? { sink, seal: 0, deliveredAt: null, failures: 0, lastError: null, nextAttemptAt: null };
  }

  async save(delivery: LedgerDelivery): Promise<void> {
    await this.dataSource.getRepository(LedgerDelivery).upsert(delivery, ['sink']);
  }

  /** In one snapshot. */
  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return report(this.dataSource, work);
  }

  /** Runs the work while no other replica does this sink's; does nothing when one does. */
  async alone(lock: number, work: () => Promise<void>): Promise<void> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const [{ isOurs }] = await runner.query('SELECT pg_try_advisory_lock($1) AS "isOurs"', [lock]);
      if (!isOurs) return;
      await work().finally(() => runner.query('SELECT pg_advisory_unlock($1)', [lock]));
    } finally {
      await runner.release();
    }
  }
}
