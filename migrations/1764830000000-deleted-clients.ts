import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tokens of a deleted client are ended after the answer: its row tells when that was done. */
export class DeletedClients1764830000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE client ADD grants_ended_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE client DROP grants_ended_at');
  }
}
