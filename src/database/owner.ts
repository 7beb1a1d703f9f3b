import pg from 'pg';

/** Any number will do, as long as nothing else takes it: the advisory lock of whoever works as the owner. */
const OWNER_LOCK = 0x6576676f; // "evgo"

/** As for every connection, but work on whole tables takes longer; it gives up rather than have the refreshes queue up behind it. */
const SESSION_OPTIONS = '-c timezone=UTC -c statement_timeout=120000 -c lock_timeout=3000';

/** The way to the database as the owner of its tables, for the little that the service's role may not do: by a connection that ends with it. */
export class Owner {
  constructor(private readonly url: string) {}

  /** One process at a time: the others wait, then find it done. */
  async run<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.url, application_name: 'evergrant owner', connectionTimeoutMillis: 3000, options: SESSION_OPTIONS });
    client.on('error', () => undefined); // the statement under way says so
    await client.connect();
    try {
      await client.query('SET lock_timeout = 0');
      await client.query('SELECT pg_advisory_lock($1)', [OWNER_LOCK]);
      await client.query('RESET lock_timeout');
      return await work(client);
    } finally {
      await client.end();
    }
  }
}
