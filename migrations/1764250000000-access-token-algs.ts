import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a client's access tokens are signed with. */
export class AccessTokenAlgs1764250000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE client ADD access_token_signed_response_alg text NOT NULL DEFAULT 'RS256'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE client DROP access_token_signed_response_alg');
  }
}
