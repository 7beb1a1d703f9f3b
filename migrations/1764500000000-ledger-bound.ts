import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Promises of the ledger's rows that they are older than the month after next, so that the table can become a partition. */
export class LedgerBound1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$ BEGIN
        EXECUTE format('ALTER TABLE refresh_usage ADD CONSTRAINT refresh_usage_until CHECK (at < %L) NOT VALID', date_trunc('month', now()) + interval '2 months');
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE refresh_usage DROP CONSTRAINT IF EXISTS refresh_usage_until');
  }
}
