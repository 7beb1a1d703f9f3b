import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Erasing a person from the ledgers: what is ordered, and what stays in the place of what was erased. */
export class LedgerErasures1764670010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ledger_erasure (id uuid, part text, commitment bytea NOT NULL, PRIMARY KEY (id, part));
      CREATE TABLE erasure_order (
        account_id text PRIMARY KEY,
        grant_ids uuid[] NOT NULL,
        ordered_at timestamptz NOT NULL,
        rows integer NOT NULL,
        done_at timestamptz
      );
      CREATE INDEX erasure_order_open ON erasure_order (ordered_at) WHERE done_at IS NULL;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE erasure_order, ledger_erasure');
  }
}
