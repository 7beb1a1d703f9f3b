import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { jobOf, refreshing } from '../cases.js';
import { basic, MACHINE, REUSE, ROTATE, SCOPE, type BenchClient } from '../contenders/clients.js';
import { evergrant } from '../contenders/evergrant.js';
import type { Job, LoadReport } from '../load/job.js';
import type { LoadGenerator } from '../load/load.js';
import { Postgres } from '../machine/postgres.js';
import { measure, type Measurement } from '../measurement.js';
import type { Options } from '../options.js';
import { Families } from './families.js';
import { EvenPopulation } from '../seed/even.population.js';
import { thisSecond, type Population, type SeededClient } from '../seed/population.js';
import { seed, type Size } from '../seed/seed.js';

const POSTGRES = ['shared_buffers=512MB', 'max_wal_size=8GB', 'maintenance_work_mem=512MB', 'checkpoint_timeout=30min'];

/** Families that one measurement goes round, and that the facts are taken of. */
const SAMPLE = 8192;
const FACTS_SAMPLE = 4096;

const CLIENTS = [REUSE, ROTATE];
const NAMES = CLIENTS.map((client) => client.client_id);
/** Whose families a population of ours is of. */
export const SEEDED = NAMES.map((id): SeededClient => ({ id, isPublic: false, rotation: id === ROTATE.client_id ? 'rotate' : 'reuse', scopes: SCOPE.split(' '), resources: [], lifetime: 30 * 86_400, columns: {} }));

/** Our server on a database of one size. */
export class Stage {
  private constructor(
    readonly size: Size,
    readonly postgres: Postgres,
    private readonly contender: Awaited<ReturnType<typeof evergrant>>,
    private readonly families: Families,
    private readonly options: Options,
  ) {}

  /** Has the server make the tables and its keys, fills them, and starts it again. */
  static async set(folder: string, size: Size, options: Options, population: Population = new EvenPopulation(size.families, size.uses, thisSecond(), SEEDED)): Promise<Stage> {
    const own = join(folder, `growth-${size.families}`);
    mkdirSync(own, { recursive: true });
    const postgres = await Postgres.start(own, POSTGRES);
    const contender = await evergrant(own, postgres, { ...options, settings: { REFRESH_RATE_LIMIT: '0', ...options.settings } });
    const families = new Families(postgres, contender.settings.TOKEN_KEYS, population, NAMES);
    const stage = new Stage(size, postgres, contender, families, options);
    await contender.start();
    await contender.meet();
    await contender.server.stop();
    await seed(postgres.url, population);
    await contender.start();
    return stage;
  }

  /** Random families of the client, one of `CLIENTS`, refreshed at this concurrency. */
  async measure(generator: LoadGenerator, client: BenchClient, concurrency = 64): Promise<Measurement> {
    const values = await this.families.sample(client.client_id, SAMPLE);
    return (await this.load(generator, client, values, { concurrency })).measurement;
  }

  /** Asks the admin API as a program does; an order is posted. Throws what is refused. */
  async administer<T>(path: string, order?: object): Promise<T> {
    const { PUBLIC_URL } = this.contender.settings;
    const body = new URLSearchParams({ grant_type: 'client_credentials', resource: `${PUBLIC_URL}/admin`, scope: 'tokens:read tokens:revoke' });
    const granted = await fetch(`${PUBLIC_URL}/oidc/token`, { method: 'POST', body, headers: { authorization: basic(MACHINE) } });
    const { access_token: token } = (await granted.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token}`, ...(order && { 'content-type': 'application/json' }) };
    const answer = await fetch(`${PUBLIC_URL}/admin/v1${path}`, { headers, ...(order && { method: 'POST', body: JSON.stringify(order) }) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json() as Promise<T>;
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
