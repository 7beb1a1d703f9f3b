import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import pg from 'pg';
import { LedgerPartitions } from '../../src/audit/ledger.partitions.js';
import type { Settings } from '../../src/config/settings.js';
import { Owner } from '../../src/database/owner.js';
import { SystemClock } from '../../src/protocol/clock.js';
import { copy } from './copy.js';
import type { Population } from './population.js';
import { tablesOf } from './rows.js';

/** Bytes on disk, indexes included, and a margin: to know beforehand whether there is room. */
const BYTES = { family: 2000, use: 700, wal: 9e9 };

const TABLES = ['account', 'session', '"grant"', 'refresh_token', 'refresh_usage'];
const MONTH = 28 * 86_400_000;

/** One consent for each pair of a person and an application, a few withdrawn. */
const CONSENTS = `INSERT INTO consent (account_id, client_id, scopes, resources, granted_at, withdrawn_at)
  SELECT account_id, client_id, max(scopes), max(resources), min(created_at), CASE WHEN hashtext(account_id || client_id) % 200 = 0 THEN max(created_at) END
  FROM "grant" WHERE client_id = ANY($1) GROUP BY 1, 2`;

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
  if (free < needed) throw new Error(`the seed needs ${gigabytes(needed)} GB in ${folder}, where ${gigabytes(free)} GB are free: ask for less`);
}

/**
 * Fills a migrated database by COPY, as its owner. Indexes go first and come back: nobody else may be at work on it.
 * @param say is told what has been done
 */
export async function seed(databaseUrl: string, population: Population, say: (what: string) => void = () => undefined): Promise<void> {
  await coverMonths(databaseUrl, population);
  const client = new pg.Client({ connectionString: databaseUrl, options: '-c statement_timeout=0 -c maintenance_work_mem=512MB -c timezone=UTC' });
  await client.connect();
  try {
    await client.query(readFileSync('bench/seed/indexes.sql', 'utf8'));
    await client.query('CALL bench.drop_indexes($1::regclass[])', [TABLES]);
    await fill(client, population, say);
    await client.query('CALL bench.restore_indexes()');
    say('indexes are made');
    await client.query(CONSENTS, [population.newClients.map(({ id }) => id)]);
    await client.query('VACUUM (ANALYZE) account, session, consent, "grant", refresh_token');
    await client.query('ANALYZE'); // of the ledger alone: a vacuum would make room on its old pages, for rows of today
    await client.query('CHECKPOINT');
  } finally {
    await client.end();
  }
}

async function fill(client: pg.Client, population: Population, say: (what: string) => void): Promise<void> {
  const { rows } = await client.query<{ key_id: string }>('SELECT key_id FROM token_key WHERE retired_at IS NULL ORDER BY added_at LIMIT 1');
  for (const { name, columns, rows: values } of tablesOf(population, rows[0]?.key_id ?? 'seed')) {
    await copy(client, name, columns, values);
    say(`${name} is copied`);
  }
}

/** The ledger's partitions begin where its rows do. */
async function coverMonths(databaseUrl: string, population: Population): Promise<void> {
  const partitions = new LedgerPartitions(new Owner(databaseUrl), new SystemClock(), { ledgerRetentionDays: 0 } as Settings);
  const first = population.familyOf(1).issuedAt;
  for (let at = first; at < population.now + MONTH; at += MONTH) await partitions.extend(new Date(at));
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(0);
}
