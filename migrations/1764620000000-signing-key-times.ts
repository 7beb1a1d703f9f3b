import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Signing keys follow each other: since when and how long each signs and is published. What was retired before, the release before believed no more. */
export class SigningKeyTimes1764620000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE signing_key
        ALTER private_key DROP NOT NULL,
        ADD signs_from timestamptz NOT NULL DEFAULT now(),
        ADD signs_until timestamptz,
        ADD published_until timestamptz,
        ADD compromised_at timestamptz;
      UPDATE signing_key key SET signs_from = key.created_at, signs_until = coalesce(next.at, key.retired_at),
        published_until = CASE WHEN key.retired_at IS NOT NULL THEN key.retired_at WHEN next.at IS NOT NULL THEN now() + interval '1 day' END,
        compromised_at = key.retired_at, private_key = CASE WHEN key.retired_at IS NULL THEN key.private_key END
      FROM (SELECT kid, lead(created_at) OVER (PARTITION BY alg ORDER BY created_at) AS at FROM signing_key) next WHERE next.kid = key.kid;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM signing_key WHERE private_key IS NULL;
      ALTER TABLE signing_key ALTER private_key SET NOT NULL, DROP signs_from, DROP signs_until, DROP published_until, DROP compromised_at;
    `);
  }
}
