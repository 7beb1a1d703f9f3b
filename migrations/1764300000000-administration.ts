import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ledger of administrative acts, and the answers that a repeated request is given again. */
export class Administration1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE admin_event (
        at timestamptz NOT NULL,
        id uuid NOT NULL,
        actor_sub text NOT NULL,
        actor_client_id text NOT NULL,
        ip inet,
        user_agent text,
        request_id text NOT NULL,
        action text NOT NULL,
        target_kind text NOT NULL,
        target_id text NOT NULL,
        old jsonb,
        new jsonb,
        reason text NOT NULL,
        ticket text,
        PRIMARY KEY (at, id)
      );
      CREATE INDEX admin_event_target ON admin_event (target_kind, target_id, at);

      CREATE TABLE idempotent_answer (
        key_hash bytea PRIMARY KEY,
        fingerprint bytea NOT NULL,
        answer bytea NOT NULL,
        encryption_key_id text NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX idempotent_answer_expires_at ON idempotent_answer (expires_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotent_answer, admin_event');
  }
}
