import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A row of the ledger may stand for several refusals of one kind. No row is touched; the previous release goes on writing rows of one. Locks for a moment. */
export class LedgerCounts1764660000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE refresh_usage ADD count integer NOT NULL DEFAULT 1, ADD first_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE refresh_usage DROP count, DROP first_at');
  }
}
