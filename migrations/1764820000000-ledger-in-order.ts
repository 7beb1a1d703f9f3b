import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rows of the ledger lie in the order in which they came, which its BRIN indexes live by. A vacuum that is due for insertions alone would
 * note the little room that is left on each page, and rows of today would be put between those of long ago.
 */
export class LedgerInOrder1764820000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await eachPartition(runner, 'SET (autovacuum_vacuum_insert_threshold = -1)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await eachPartition(runner, 'RESET (autovacuum_vacuum_insert_threshold)');
  }
}

async function eachPartition(runner: QueryRunner, change: string): Promise<void> {
  const partitions = await runner.query(`SELECT inhrelid::regclass AS name FROM pg_inherits WHERE inhparent IN ('refresh_usage'::regclass, 'admin_event'::regclass)`);
  for (const { name } of partitions) await runner.query(`ALTER TABLE ${name} ${change}`);
}
