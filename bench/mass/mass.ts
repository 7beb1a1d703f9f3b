import { setTimeout as delay } from 'node:timers/promises';
import { REUSE } from '../contenders/clients.js';
import { SEEDED, Stage } from '../growth/stage.js';
import { LoadGenerator } from '../load/load.js';
import type { Measurement } from '../measurement.js';
import type { Options } from '../options.js';
import { Progress } from '../progress.js';
import { thisSecond } from '../seed/population.js';
import { medians } from '../statistics.js';
import { WavesPopulation } from './waves.population.js';

const CONCURRENCIES = [1, 16];

/** Refreshes alone, and beside a mass revocation. */
export interface MassResult {
  concurrency: number;
  alone: Measurement;
  beside: Measurement;
  /** Tokens of a revocation, and how many of them were ended each second of it. */
  tokens: number;
  rate: number;
}

interface Revocation {
  id: string;
  state: string;
  total: number;
  done: number;
}

/** What a mass revocation does to the refreshes of others, in interleaved rounds. */
export async function measureMass(folder: string, options: Options): Promise<MassResult[]> {
  const waves = CONCURRENCIES.length * (options.rounds + 1);
  const families = 2 * waves * options.waveSize;
  const progress = new Progress(1 + waves);
  const generator = new LoadGenerator();
  const size = { families, uses: 2 };
  const population = new WavesPopulation(size.families, size.uses, thisSecond(), SEEDED, waves);
  const stage = await Stage.set(folder, size, options, population);
  try {
    progress.step(`${families} families are seeded`);
    const results: MassResult[] = [];
    for (const [place, concurrency] of CONCURRENCIES.entries()) {
      const rounds: MassResult[] = [];
      for (let round = 0; round <= options.rounds; round++) {
        const filter = population.filterOf(place * (options.rounds + 1) + round);
        const measured = await measureRound(stage, generator, concurrency, filter);
        if (round > 0) rounds.push(measured); // what is compiled and cached once is not measured
        const { alone, beside, tokens, rate } = measured;
        progress.step(`at ${concurrency}, round ${round}: p50 ${alone.p50.toFixed(2)} and ${beside.p50.toFixed(2)} ms, ${tokens} tokens at ${rate.toFixed(0)}/s`);
      }
      const [alone, beside] = [medians(rounds.map((one) => one.alone)), medians(rounds.map((one) => one.beside))];
      results.push({ concurrency, alone, beside, tokens: rounds[0]!.tokens, rate: rounds.reduce((sum, { rate }) => sum + rate, 0) / rounds.length });
    }
    return results;
  } finally {
    progress.end();
    generator.stop();
    await stage.strike();
  }
}

/** Throws when the revocation was over before the load was: nothing would have been measured beside it. */
async function measureRound(stage: Stage, generator: LoadGenerator, concurrency: number, filter: object): Promise<MassResult> {
  const alone = await stage.measure(generator, REUSE, concurrency);
  const { id, total } = await stage.administer<Revocation>('/revocations', { filter, reason: 'a benchmark' });
  const begun = performance.now();
  const beside = await stage.measure(generator, REUSE, concurrency);
  const after = await stage.administer<Revocation>(`/revocations/${id}`);
  if (after.state !== 'running') throw new Error(`${total} tokens were revoked before the load was over: take more (--wave), or fewer --seconds`);
  const rate = after.done / ((performance.now() - begun) / 1000);
  while ((await stage.administer<Revocation>(`/revocations/${id}`)).state !== 'done') await delay(200);
  return { concurrency, alone, beside, tokens: total, rate };
}
