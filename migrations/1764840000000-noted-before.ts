import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A walk by last use that goes on while tokens are used finds each family where it stood when the walk began. Written with `noted_at`, once a day at most. */
export class NotedBefore1764840000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE refresh_token ADD noted_before timestamptz;
      CREATE INDEX refresh_token_noted_before ON refresh_token (noted_before, grant_id) WHERE noted_before IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE refresh_token DROP noted_before');
  }
}
