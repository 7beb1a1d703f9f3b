import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';

/** What is answered must survive a power cut. */
const DURABLE = ['fsync=on', 'synchronous_commit=on', 'max_connections=100'];

/** A PostgreSQL of its own, so that its CPU time is one contender's. */
export class Postgres {
  private constructor(
    readonly url: string,
    /** The postmaster's process. */
    readonly pid: number,
    private readonly server: EmbeddedPostgres,
  ) {}

  /** @param flags further `name=value` settings of PostgreSQL */
  static async start(folder: string, flags: readonly string[] = []): Promise<Postgres> {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o711); // for root's PostgreSQL, which may have to run as nobody
    const server = await EmbeddedPostgres.start(folder, [...DURABLE, ...flags]);
    const pid = Number.parseInt(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8'), 10);
    process.once('exit', () => process.exitCode !== 0 && kill(pid));
    return new Postgres(server.url, pid, server);
  }

  async query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    return client.query<Row>(sql, values).then(({ rows }) => rows).finally(() => client.end());
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

/** An interrupted run leaves no database behind. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // it has ended already
  }
}
