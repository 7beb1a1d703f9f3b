import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An account is found by its e-mail address, letters alike. */
export class AccountEmail1764630020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL statement_timeout = 0;
      CREATE INDEX account_email ON account (lower(claims->>'email')) WHERE claims->>'email' IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX account_email');
  }
}
