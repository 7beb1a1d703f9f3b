import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Suspicions of theft by time: few, among events of which a mass revocation alone may write a million. */
export class Suspicions1764790000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX admin_event_suspicion ON admin_event (at) WHERE action = 'token.suspect'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX admin_event_suspicion');
  }
}
