import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Postgres } from '../machine/postgres.js';

const SQL = 'bench/growth/seed.sql';

/** Bytes on disk, indexes included, and a margin: to know beforehand whether there is room. */
const BYTES = { family: 1500, use: 600, wal: 9e9 };

/** How much a database holds. */
export interface Size {
  families: number;
  /** Ledger rows of each family. */
  uses: number;
}

/** Throws when the folder has no room for databases of these sizes. */
export async function checkRoom(folder: string, sizes: readonly Size[]): Promise<void> {
  const needed = sizes.reduce((sum, { families, uses }) => sum + families * (BYTES.family + uses * BYTES.use) + BYTES.wal, 0);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < needed) throw new Error(`the growth measurement needs ${gigabytes(needed)} GB in ${folder}, where ${gigabytes(free)} GB are free: give smaller --sizes and --ledger`);
}

/** Multiplies one real login. The server must be stopped: indexes go and come back. */
export async function seed(postgres: Postgres, template: string, clients: string[], { families, uses }: Size): Promise<void> {
  await postgres.query(readFileSync(SQL, 'utf8'));
  await postgres.query('CALL bench.drop_indexes()');
  await postgres.query('CALL bench.seed($1, $2, 1, $3, $4)', [template, clients, families, uses]);
  await postgres.query('CALL bench.restore_indexes()');
  await postgres.query('VACUUM (ANALYZE)');
  await postgres.query('CHECKPOINT');
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(0);
}
