import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether an application that exchanges a code is told the grant's id, by which it may manage it. */
export class GrantIds1764630010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE authorization_code ADD tells_grant_id boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE authorization_code DROP tells_grant_id');
  }
}
