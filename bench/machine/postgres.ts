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
    /** Writes what is in memory, and ends. */
    readonly stop: () => Promise<void>,
  ) {}

  /** @param flags further `name=value` settings of PostgreSQL */
  static async start(folder: string, flags: readonly string[] = []): Promise<Postgres> {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o711); // for root's PostgreSQL, which may have to run as nobody
    const server = await EmbeddedPostgres.start(folder, [...DURABLE, ...flags]);
    const pid = Number.parseInt(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8'), 10);
    const kill = () => process.kill(pid, 'SIGQUIT'); // an interrupted run leaves no database behind
    process.once('exit', kill);
    return new Postgres(server.url, pid, () => server.stop().finally(() => process.off('exit', kill)));
  }

  async query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    return client.query<Row>(sql, values).then(({ rows }) => rows).finally(() => client.end());
  }
}
