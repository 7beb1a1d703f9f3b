import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What lists of tokens and grants are filtered and sorted by. The refresh writes none of it but `noted_at`, once a day, so that its
 * updates stay on their page (HOT); the indexes of grants cost at a login.
 */
export class TokenLists1764310000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL statement_timeout = 0;

      ALTER TABLE refresh_token
        ADD frozen_until timestamptz,
        ADD noted_at timestamptz NOT NULL DEFAULT now();
      ALTER TABLE "grant"
        ADD ip inet,
        ADD user_agent text,
        ADD access_token_jti text,
        ADD access_token_expires_at timestamptz;

      UPDATE refresh_token family SET noted_at = coalesce((
        SELECT min(used.at) FROM refresh_usage used, (
          SELECT floor(extract(epoch FROM max(at) - family.issued_at) / 86400) * interval '1 day' AS days FROM refresh_usage
          WHERE grant_id = family.grant_id AND verdict IN ('reused', 'rotated')) last
        WHERE used.grant_id = family.grant_id AND used.verdict IN ('reused', 'rotated') AND used.at >= family.issued_at + last.days AND last.days > interval '0'
      ), family.issued_at);
      UPDATE "grant" SET ip = first.ip, user_agent = first.user_agent FROM (
        SELECT DISTINCT ON (grant_id) grant_id, ip, user_agent FROM refresh_usage ORDER BY grant_id, at, id) first
      WHERE first.grant_id = "grant".grant_id;

      CREATE INDEX refresh_token_issued_at ON refresh_token (issued_at, grant_id);
      CREATE INDEX refresh_token_noted_at ON refresh_token (noted_at, grant_id);
      CREATE INDEX refresh_token_expires_at ON refresh_token (expires_at);
      CREATE INDEX refresh_token_revoked ON refresh_token (issued_at, grant_id) WHERE revoked_at IS NOT NULL;
      CREATE INDEX refresh_token_frozen ON refresh_token (issued_at, grant_id) WHERE frozen_at IS NOT NULL;
      CREATE INDEX refresh_token_bound ON refresh_token (issued_at, grant_id) WHERE dpop_jkt IS NOT NULL;
      CREATE INDEX grant_created_at ON "grant" (created_at, grant_id);
      CREATE INDEX grant_client ON "grant" (client_id, created_at, grant_id);
      CREATE INDEX grant_account ON "grant" (account_id, created_at, grant_id);
      CREATE INDEX grant_session ON "grant" (session_id);
      CREATE INDEX grant_ip ON "grant" (ip);
      CREATE INDEX grant_scopes ON "grant" USING gin (scopes, resources);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX refresh_token_issued_at, refresh_token_noted_at, refresh_token_expires_at, refresh_token_revoked, refresh_token_frozen, refresh_token_bound,
        grant_created_at, grant_client, grant_account, grant_session, grant_ip, grant_scopes;
      ALTER TABLE "grant" DROP ip, DROP user_agent, DROP access_token_jti, DROP access_token_expires_at;
      ALTER TABLE refresh_token DROP frozen_until, DROP noted_at;
    `);
  }
}
