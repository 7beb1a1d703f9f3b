import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What lists of accounts are filtered and sorted by. While an index is made, logins read on and refreshes too; only changes of accounts wait. */
export class AccountLists1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL statement_timeout = 0;
      CREATE INDEX account_created_at ON account (created_at, account_id);
      CREATE INDEX account_with_role ON account (created_at, account_id) WHERE roles <> '{}';
      CREATE INDEX account_not_active ON account (created_at, account_id) WHERE disabled_at IS NOT NULL OR deleted_at IS NOT NULL;
      CREATE INDEX account_password_changed_at ON account (password_changed_at) WHERE password_changed_at IS NOT NULL;
      -- In the order of code points, whatever the database's collation: what begins with a text stands together.
      CREATE INDEX account_username_text ON account (username COLLATE "C");
      CREATE INDEX account_with_role_text ON account (username COLLATE "C") WHERE roles <> '{}';
      CREATE INDEX account_not_active_text ON account (username COLLATE "C") WHERE disabled_at IS NOT NULL OR deleted_at IS NOT NULL;
      CREATE INDEX account_id_text ON account (account_id COLLATE "C");
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX account_created_at, account_with_role, account_not_active, account_password_changed_at,
        account_username_text, account_with_role_text, account_not_active_text, account_id_text;
    `);
  }
}
