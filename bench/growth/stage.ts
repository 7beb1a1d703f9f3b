import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { jobOf, refreshing } from '../cases.js';
import { REUSE, ROTATE, type BenchClient } from '../contenders/clients.js';
import { evergrant } from '../contenders/evergrant.js';
import type { Job, LoadReport } from '../load/job.js';
import type { LoadGenerator } from '../load/load.js';
import { Postgres } from '../machine/postgres.js';
import { measure, type Measurement } from '../measurement.js';
import type { Options } from '../options.js';
import { Families } from './families.js';
import { seed, type Size } from './seed.js';

const POSTGRES = ['shared_buffers=512MB', 'max_wal_size=8GB', 'maintenance_work_mem=512MB', 'checkpoint_timeout=30min'];

/** Families that one measurement goes round, and that the facts are taken of. */
const SAMPLE = 8192;
const FACTS_SAMPLE = 4096;

const CLIENTS = [REUSE, ROTATE];
const NAMES = CLIENTS.map((client) => client.client_id);

/** Our server on a database of one size. */
export class Stage {
  private constructor(
    readonly size: Size,
    readonly postgres: Postgres,
    private readonly contender: Awaited<ReturnType<typeof evergrant>>,
    private readonly families: Families,
    private readonly options: Options,
  ) {}

  /** Makes the database of one real login, and starts the server on it. */
  static async set(folder: string, size: Size, generator: LoadGenerator, options: Options): Promise<Stage> {
    const own = join(folder, `growth-${size.families}`);
    mkdirSync(own, { recursive: true });
    const postgres = await Postgres.start(own, POSTGRES);
    const contender = await evergrant(own, postgres, { ...options, settings: { REFRESH_RATE_LIMIT: '0', ...options.settings } });
    const families = new Families(postgres, contender.settings.TOKEN_KEYS, NAMES, size.families);
    const stage = new Stage(size, postgres, contender, families, options);
    await contender.start();
    await contender.meet();
    const token = await stage.logIn(REUSE);
    await stage.load(generator, REUSE, [token], { mode: 'once', concurrency: 1 });
    await contender.server.stop();
    await seed(postgres, families.grantIdOf(token), NAMES, size);
    await contender.start();
    return stage;
  }

  /** Random families of the client, one of `CLIENTS`, refreshed at 64. */
  async measure(generator: LoadGenerator, client: BenchClient): Promise<Measurement> {
    const values = await this.families.sample(client.client_id, SAMPLE);
    return (await this.load(generator, client, values)).measurement;
  }

  /** Chooses random families; the function returned refreshes them once each, and returns how many they were. */
  async chooseFamilies(generator: LoadGenerator, client: BenchClient): Promise<() => Promise<number>> {
    const values = await this.families.sample(client.client_id, FACTS_SAMPLE);
    return async () => (await this.load(generator, client, values, { mode: 'once' })).report.requests;
  }

  async logIn(client: BenchClient): Promise<string> {
    await this.contender.prepare(client, 1);
    return this.contender.refreshTokens.get(client)![0]!;
  }

  /** Refreshes with these tokens. */
  async load(generator: LoadGenerator, client: BenchClient, values: string[], changes: Partial<Job> = {}): Promise<{ measurement: Measurement; report: LoadReport }> {
    this.contender.refreshTokens.set(client, values);
    const aCase = refreshing(client.client_id, client, changes.concurrency ?? 64, client === ROTATE ? 'rotate' : 'cycle');
    return measure(aCase, this.contender, generator, { ...(await jobOf(aCase, this.contender, this.options)), ...changes });
  }

  async strike(): Promise<void> {
    await this.contender.server.stop();
    await this.postgres.stop();
  }
}
