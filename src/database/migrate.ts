import type { DataSource } from 'typeorm';

/** Any number will do, as long as nothing else takes it: the advisory lock that lets one replica migrate at a time. */
const MIGRATION_LOCK = 0x65766772; // "evgr"

/** Runs the work while no other replica does: they wait, then find it done. For migrations and what is made once. */
export async function withMigrationLock<T>(dataSource: DataSource, work: () => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SET statement_timeout = 0');
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await work();
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await runner.query('RESET statement_timeout');
    await runner.release();
  }
}
