import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { afterAll, inject } from 'vitest';
import { LedgerPartitions } from '../../src/audit/ledger.partitions.js';
import { loadSettings } from '../../src/config/load-settings.js';
import { createDataSource, type Entities } from '../../src/database/data-source.js';
import { Owner } from '../../src/database/owner.js';
import { KEYS } from './data.js';
import { urlOf } from './template.js';
import { TestClock } from './test.clock.js';

/** A fresh database with all migrations; returns its URL. Gone with the run. */
export async function createDatabase(options: { timezone?: string; empty?: boolean } = {}): Promise<string> {
  const { url, template } = inject('postgres');
  const name = `${template}_${randomBytes(4).toString('hex')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${options.empty ? 'template0' : template}`);
    if (options.timezone) await client.query(`ALTER DATABASE ${name} SET timezone TO '${options.timezone}'`);
  } finally {
    await client.end();
  }
  return urlOf(url, name);
}

/** The data source of a fresh database, for a spec that needs no app; closed after the file or suite that called. As the service's role, or as the owner. */
export async function openDataSource(entities: Entities, { asOwner = false } = {}): Promise<DataSource> {
  Logger.overrideLogger(false);
  const dataSource = await createDataSource(await createDatabase(), entities, ...(asOwner ? [null] : [])).initialize();
  afterAll(() => dataSource.destroy());
  return dataSource;
}

/** Of the ledgers in this database. */
export function partitionsOf({ options }: DataSource, clock = new TestClock(), settings: Record<string, string> = {}): LedgerPartitions {
  const { url } = options as { url: string };
  return new LedgerPartitions(new Owner(url), clock, loadSettings({ ...KEYS, DATABASE_URL: url, ...settings }));
}
