import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose rows servers remember tell of each change, whoever makes it. */
export class ChangeFeed1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION notify_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_notify('evergrant_change', TG_TABLE_NAME); RETURN NULL; END $$;
      CREATE TRIGGER client_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON client EXECUTE FUNCTION notify_change();
      CREATE TRIGGER signing_key_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON signing_key EXECUTE FUNCTION notify_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER client_change ON client;
      DROP TRIGGER signing_key_change ON signing_key;
      DROP FUNCTION notify_change();
    `);
  }
}
