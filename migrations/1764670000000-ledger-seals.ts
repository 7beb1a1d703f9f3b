import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The rows' transaction, by which they are sealed in order, and the chain of seals. Old rows are of transaction 0; none is rewritten. Refreshes wait while the BRIN is made: some seconds for ten million rows. */
export class LedgerSeals1764670000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('SET LOCAL statement_timeout = 0');
    for (const ledger of ['refresh_usage', 'admin_event']) {
      await runner.query(`
        ALTER TABLE ${ledger} ADD xact bigint NOT NULL DEFAULT 0;
        ALTER TABLE ${ledger} ALTER xact SET DEFAULT txid_current();
        CREATE INDEX ${ledger}_xact ON ${ledger} USING brin (xact) WITH (pages_per_range = 32, autosummarize = on);`);
    }
    await runner.query(`
      CREATE TABLE ledger_seal (
        number integer PRIMARY KEY,
        encoding integer NOT NULL,
        previous bytea NOT NULL,
        root bytea NOT NULL,
        entries bytea NOT NULL,
        usages integer NOT NULL,
        events integer NOT NULL,
        month text NOT NULL,
        is_found boolean NOT NULL,
        last_xact bigint NOT NULL,
        last_at timestamptz NOT NULL,
        last_id uuid NOT NULL,
        sealed_at timestamptz NOT NULL,
        hash bytea NOT NULL
      );
      CREATE UNIQUE INDEX ledger_seal_last ON ledger_seal (last_xact, last_at, last_id);
      CREATE TABLE ledger_salt (number integer PRIMARY KEY, salts bytea NOT NULL);
      CREATE TABLE ledger_checkpoint (number integer PRIMARY KEY, at timestamptz NOT NULL, jws text NOT NULL);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE ledger_checkpoint, ledger_salt, ledger_seal;
      ALTER TABLE refresh_usage DROP xact;
      ALTER TABLE admin_event DROP xact;`);
  }
}
