import { setTimeout as delay } from 'node:timers/promises';
import type { Postgres } from '../machine/postgres.js';

/** An idle backend hands in its statistics after ten seconds. */
const STATISTICS_ARE_IN_MS = 11_000;

/** What PostgreSQL did since it was created. */
interface Counters {
  wal: number;
  buffers: number;
  sequentialScans: number;
}

/** What one refresh costs the database. */
export interface RefreshFacts {
  /** Bytes of WAL right after a checkpoint, whole pages included, and without those. */
  walAfterCheckpoint: number;
  wal: number;
  /** Pages of tables and indexes looked at, whether in memory or not. */
  buffers: number;
  /** Of the tables that grow, while the load ran. */
  sequentialScans: number;
}

type Choose = () => Promise<() => Promise<number>>;

/** @param choose chooses families; what it returns refreshes each once, and returns how many they were */
export async function refreshFacts(postgres: Postgres, choose: Choose): Promise<RefreshFacts> {
  const refresh = await choose();
  await postgres.query('CHECKPOINT');
  await delay(STATISTICS_ARE_IN_MS);
  const before = await counters(postgres);
  const refreshes = await refresh();
  const walAfterCheckpoint = ((await counters(postgres)).wal - before.wal) / refreshes;
  await delay(STATISTICS_ARE_IN_MS);
  const after = await counters(postgres);
  const wal = await withoutPageImages(postgres, await choose());
  return { walAfterCheckpoint, wal, buffers: (after.buffers - before.buffers) / refreshes, sequentialScans: after.sequentialScans - before.sequentialScans };
}

async function withoutPageImages(postgres: Postgres, refresh: () => Promise<number>): Promise<number> {
  await setPageImages(postgres, 'off');
  const before = await counters(postgres);
  const refreshes = await refresh();
  const { wal } = await counters(postgres);
  await setPageImages(postgres, 'on');
  return (wal - before.wal) / refreshes;
}

async function setPageImages(postgres: Postgres, value: 'on' | 'off'): Promise<void> {
  await postgres.query(`ALTER SYSTEM SET full_page_writes = ${value}`);
  await postgres.query('SELECT pg_reload_conf()');
  await postgres.query('CHECKPOINT');
}

async function counters(postgres: Postgres): Promise<Counters> {
  const [row] = await postgres.query<{ wal: string; buffers: string; scans: string }>(`
    SELECT pg_current_wal_insert_lsn() - '0/0' AS wal,
      sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0)) AS buffers,
      (SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE schemaname = 'public' AND relname ~ '^(grant|refresh_token|refresh_usage|account)') AS scans
    FROM pg_statio_user_tables WHERE schemaname = 'public'`);
  return { wal: Number(row!.wal), buffers: Number(row!.buffers), sequentialScans: Number(row!.scans) };
}

/** Bytes on disk, indexes included: of a grant with its family, and of a ledger row. */
export async function bytesOnDisk(postgres: Postgres): Promise<{ family: number; use: number; database: number }> {
  const partitions = (table: string) => `SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = '${table}'::regclass`;
  const sizeOf = (table: string) => `(pg_total_relation_size('${table}') + coalesce((${partitions(table)}), 0))`;
  const [row] = await postgres.query<Record<'family' | 'use' | 'database', string>>(`
    SELECT (${sizeOf('"grant"')} + ${sizeOf('refresh_token')}) / (SELECT count(*) FROM refresh_token) AS family,
      ${sizeOf('refresh_usage')} / (SELECT count(*) FROM refresh_usage) AS use,
      pg_database_size(current_database()) AS database`);
  return { family: Number(row!.family), use: Number(row!.use), database: Number(row!.database) };
}
