import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Both ledgers by request id. Refreshes: Bloom filters over 128 pages each, which autovacuum makes of what has been written, so that a
 * refresh writes none of it. While they are made refreshes wait: half a second for each million rows.
 */
export class RequestIds1764640000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL statement_timeout = 0;
      CREATE INDEX refresh_usage_request ON refresh_usage USING brin
        (request_id text_bloom_ops (n_distinct_per_range = 4096, false_positive_rate = 0.001)) WITH (pages_per_range = 128, autosummarize = on);
      CREATE INDEX admin_event_request ON admin_event (request_id, at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX refresh_usage_request, admin_event_request');
  }
}
