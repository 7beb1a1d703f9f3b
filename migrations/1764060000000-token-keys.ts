import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The keys of TOKEN_KEYS that anything was ever made with, each with a canary. */
export class TokenKeys1764060000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE token_key (
        key_id text PRIMARY KEY,
        canary bytea NOT NULL,
        added_at timestamptz NOT NULL,
        retired_at timestamptz
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE token_key');
  }
}
