import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the ledger has been delivered to each sink. */
export class LedgerDeliveries1764670020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ledger_delivery (
        sink text PRIMARY KEY,
        seal integer NOT NULL,
        delivered_at timestamptz,
        failures integer NOT NULL,
        last_error text,
        next_attempt_at timestamptz
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ledger_delivery');
  }
}
