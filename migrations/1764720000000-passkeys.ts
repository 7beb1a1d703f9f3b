import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Passkeys, who is asked for one after the password, and the password that an interaction has been given before it. */
export class Passkeys1764720000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE passkey (
        account_id text NOT NULL REFERENCES account,
        passkey_id text NOT NULL,
        public_key bytea NOT NULL,
        counter bigint NOT NULL,
        transports text[] NOT NULL,
        name text NOT NULL,
        created_at timestamptz NOT NULL,
        last_used_at timestamptz,
        PRIMARY KEY (account_id, passkey_id)
      );
      CREATE UNIQUE INDEX passkey_passkey_id ON passkey (passkey_id);

      CREATE TABLE second_factor (
        account_id text PRIMARY KEY REFERENCES account,
        since timestamptz NOT NULL
      );

      CREATE TABLE passkey_challenge (
        holder text PRIMARY KEY,
        challenge bytea NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX passkey_challenge_expires_at ON passkey_challenge (expires_at);

      ALTER TABLE interaction ADD password_account_id text, ADD password_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE interaction DROP password_account_id, DROP password_at;
      DROP TABLE passkey_challenge;
      DROP TABLE second_factor;
      DROP TABLE passkey`);
  }
}
