import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The colour of a client's pages. */
export class AccentColour1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE client ADD accent_color text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE client DROP accent_color');
  }
}
