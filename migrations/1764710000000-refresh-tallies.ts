import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the overview tells of at once: refreshes counted by the minute, and how housekeeping fares. Beside the previous release, which knows of neither. */
export class RefreshTallies1764710000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE refresh_tally (
        minute timestamptz NOT NULL,
        verdict text NOT NULL,
        count bigint NOT NULL,
        PRIMARY KEY (minute, verdict)
      );
      CREATE TABLE upkeep (
        task text PRIMARY KEY,
        done_at timestamptz,
        failed_at timestamptz,
        error text
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE refresh_tally, upkeep');
  }
}
