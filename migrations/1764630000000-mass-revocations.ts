import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Revocations of many tokens at once, and the tokens that each has yet to end. */
export class MassRevocations1764630000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE mass_revocation (
        revocation_id uuid PRIMARY KEY,
        state text NOT NULL,
        filter jsonb,
        total integer NOT NULL,
        accounts integer NOT NULL,
        clients integer NOT NULL,
        done integer NOT NULL,
        gone integer NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        started_at timestamptz,
        ended_at timestamptz,
        actor_sub text NOT NULL,
        actor_client_id text NOT NULL,
        ip inet,
        user_agent text,
        request_id text NOT NULL,
        reason text NOT NULL,
        ticket text,
        "position" uuid,
        leased_by uuid,
        leased_until timestamptz
      );
      CREATE INDEX mass_revocation_created_at ON mass_revocation (created_at, revocation_id);
      CREATE INDEX mass_revocation_open ON mass_revocation (state) WHERE state IN ('planned', 'running');

      CREATE TABLE mass_revocation_member (
        revocation_id uuid NOT NULL,
        grant_id uuid NOT NULL,
        PRIMARY KEY (revocation_id, grant_id)
      );

      -- Whoever has nothing to do hears that there is something.
      CREATE TRIGGER mass_revocation_change AFTER INSERT OR UPDATE OF state ON mass_revocation EXECUTE FUNCTION notify_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE mass_revocation_member, mass_revocation');
  }
}
