import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a browser last came with its session. Null, as the previous release leaves it, when it has not come since the password was given. */
export class SessionSeen1764600010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE session ADD last_seen_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE session DROP last_seen_at');
  }
}
