import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The ledger by time: BRIN, which costs a refresh nothing, and which its statements cannot come upon, for they use no bitmaps. While it
 * is made, refreshes wait: some seconds for ten million rows.
 */
export class LedgerByTime1764500010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL statement_timeout = 0;
      ALTER TABLE refresh_usage VALIDATE CONSTRAINT refresh_usage_until;
      CREATE INDEX refresh_usage_at ON refresh_usage USING brin (at) WITH (pages_per_range = 32, autosummarize = on);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX refresh_usage_at');
  }
}
