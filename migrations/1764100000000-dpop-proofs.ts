import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The DPoP proofs that have been used, so that none is used twice. */
export class DpopProofs1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE dpop_proof (
        key bytea PRIMARY KEY,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX dpop_proof_expires_at ON dpop_proof (expires_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE dpop_proof');
  }
}
