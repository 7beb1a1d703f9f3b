import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { report } from './report.js';

/** How the database stands. */
export interface Vitals {
  /** Of this database, on disk. */
  bytes: number;
  /** To the whole server. */
  connections: number;
  maxConnections: number;
  /** When the oldest transaction that is under way in this database began, in so far as it may be seen. */
  oldestTransactionAt: Date | null;
  serverVersion: string;
  migrations: number;
  lastMigration: string | null;
}

const LOOK = `SELECT pg_database_size(current_database())::float8 AS bytes, (SELECT sum(numbackends)::integer FROM pg_stat_database) AS connections,
  current_setting('max_connections')::integer AS "maxConnections", current_setting('server_version') AS "serverVersion",
  (SELECT min(xact_start) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()) AS "oldestTransactionAt"`;

/** Looks how the database stands. */
@Injectable()
export class DatabaseHealth {
  constructor(private readonly dataSource: DataSource) {}

  /** As the user of the connection, who sees more of its transactions than the service's role. */
  async look(): Promise<Vitals> {
    const [row] = await report(this.dataSource, async (manager) => {
      await manager.query('SET LOCAL ROLE NONE');
      return manager.query(LOOK);
    });
    const names = this.dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name); // all are applied, or there would be no service
    return { ...row, migrations: names.length, lastMigration: names.at(-1) ?? null };
  }
}
