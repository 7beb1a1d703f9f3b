import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Devices that wait for a person (RFC 8628), and the interactions in which they are answered. */
export class DeviceAuthorizations1764810000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE device_authorization (
        grant_id uuid PRIMARY KEY,
        secret_hash bytea NOT NULL,
        user_code_mac bytea NOT NULL,
        user_code_key_id text NOT NULL,
        client_id text NOT NULL REFERENCES client,
        scopes text[] NOT NULL,
        resources text[] NOT NULL,
        ip inet,
        user_agent text,
        poll_interval integer NOT NULL,
        polled_at timestamptz,
        account_id text REFERENCES account,
        session_id uuid,
        acr text,
        amr text[],
        auth_time timestamptz,
        issued_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        allowed_at timestamptz,
        denied_at timestamptz,
        spent_at timestamptz
      );
      CREATE UNIQUE INDEX device_authorization_user_code ON device_authorization (user_code_mac);
      CREATE INDEX device_authorization_expires_at ON device_authorization (expires_at);
      CREATE INDEX device_authorization_account ON device_authorization (account_id) WHERE account_id IS NOT NULL;

      ALTER TABLE interaction ADD device_grant_id uuid`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE interaction DROP device_grant_id;
      DROP TABLE device_authorization`);
  }
}
