import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When somebody set a password, over whom the bootstrap file does not go. */
export class PasswordChosen1764730000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account ADD password_chosen_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account DROP password_chosen_at');
  }
}
