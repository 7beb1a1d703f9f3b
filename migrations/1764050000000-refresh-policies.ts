import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rotation, idle expiry, freezing and key binding of refresh tokens, and what ends them from elsewhere. */
export class RefreshPolicies1764050000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE refresh_token
        ADD rotated_at timestamptz,
        ADD last_used_at timestamptz,
        ADD rotate_next_at timestamptz,
        ADD frozen_at timestamptz,
        ADD frozen_reason text,
        ADD dpop_jkt text;
      -- Room on the page for the next version of a row that is rotated: no index changes (HOT).
      ALTER TABLE refresh_token SET (fillfactor = 80);

      ALTER TABLE client
        ADD without_offline_access boolean NOT NULL DEFAULT false,
        ADD ends_at_logout boolean NOT NULL DEFAULT false,
        ADD theft_action text NOT NULL DEFAULT 'alert',
        ADD tells_error_reason boolean NOT NULL DEFAULT false;

      ALTER TABLE client ALTER rotation DROP NOT NULL;
      ALTER TABLE account ADD password_changed_at timestamptz;
      ALTER TABLE consent ADD withdrawn_at timestamptz;

      CREATE INDEX grant_live ON "grant" (account_id, client_id) WHERE revoked_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX grant_live;
      ALTER TABLE consent DROP withdrawn_at;
      ALTER TABLE account DROP password_changed_at;
      UPDATE client SET rotation = 'reuse' WHERE rotation IS NULL;
      ALTER TABLE client ALTER rotation SET NOT NULL;
      ALTER TABLE client DROP without_offline_access, DROP ends_at_logout, DROP theft_action, DROP tells_error_reason;
      ALTER TABLE refresh_token RESET (fillfactor);
      ALTER TABLE refresh_token DROP rotated_at, DROP last_used_at, DROP rotate_next_at, DROP frozen_at, DROP frozen_reason, DROP dpop_jkt;
    `);
  }
}
