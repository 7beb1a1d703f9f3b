import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What lists of sessions are filtered and sorted by. While an index is made, logins and logouts wait; refreshes, which only read sessions, do not. */
export class SessionLists1764600020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL statement_timeout = 0;
      CREATE INDEX session_id ON session (session_id);
      CREATE INDEX session_created_at ON session (created_at, session_id);
      CREATE INDEX session_seen_at ON session (greatest(auth_time, last_seen_at));
      CREATE INDEX session_ended ON session (created_at, session_id) WHERE ended_at IS NOT NULL;
      CREATE INDEX session_ip ON session (ip);
      CREATE INDEX session_user_agent ON session (user_agent);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX session_id, session_created_at, session_seen_at, session_ended, session_ip, session_user_agent');
  }
}
