import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Secrets that overlap, and clients that are deleted. The client's row holds the current secret, as before, so that a server of the
 * release before authenticates by it; a deleted client is disabled as well, for the same sake.
 */
export class ClientSecrets1764610000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE client
        ADD client_secret_id uuid,
        ADD client_secret_created_at timestamptz,
        ADD deleted_at timestamptz;
      UPDATE client SET client_secret_id = gen_random_uuid(), client_secret_created_at = created_at WHERE client_secret_mac IS NOT NULL;

      CREATE TABLE former_client_secret (
        client_id text NOT NULL REFERENCES client,
        secret_id uuid NOT NULL,
        mac bytea NOT NULL,
        key_id text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz,
        PRIMARY KEY (client_id, secret_id)
      );
      CREATE TRIGGER former_client_secret_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON former_client_secret
        EXECUTE FUNCTION notify_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE former_client_secret;
      ALTER TABLE client DROP client_secret_id, DROP client_secret_created_at, DROP deleted_at;
    `);
  }
}
