import { REUSE, ROTATE } from '../contenders/clients.js';
import { LoadGenerator } from '../load/load.js';
import type { Measurement } from '../measurement.js';
import type { Options } from '../options.js';
import { Progress } from '../progress.js';
import { medians } from '../statistics.js';
import { bytesOnDisk, refreshFacts, type RefreshFacts } from './database.facts.js';
import { measureRotations, type Rotations } from './rotations.js';
import { checkRoom, type Size } from '../seed/seed.js';
import { Stage } from './stage.js';

const POLICIES = [REUSE, ROTATE];

/** One policy on a database of one size. */
export interface GrowthResult {
  size: Size;
  policy: string;
  median: Measurement;
  rounds: Measurement[];
  facts: RefreshFacts;
}

export interface GrowthResults {
  results: GrowthResult[];
  disk: ({ size: Size } & Awaited<ReturnType<typeof bytesOnDisk>>)[];
  rotations: Rotations;
}

/** What size does to a refresh: databases of each size side by side, measured in interleaved rounds. */
export async function measureGrowth(folder: string, options: Options): Promise<GrowthResults> {
  const largest = Math.max(...options.growthFamilies);
  const uses = Math.max(1, Math.round(options.growthLedger / largest));
  const sizes = options.growthFamilies.map((millions): Size => ({ families: Math.round(millions * 1e6), uses }));
  await checkRoom(folder, sizes);
  const progress = new Progress(sizes.length * (1 + POLICIES.length * (options.rounds + 2)) + 1);
  const generator = new LoadGenerator();
  const stages: Stage[] = [];
  try {
    for (const size of sizes) {
      stages.push(await Stage.set(folder, size, options));
      progress.step(`${size.families} families with ${size.families * uses} ledger rows are seeded`);
    }
    const results = await measureRounds(stages, generator, options, progress);
    const disk = await Promise.all(stages.map(async ({ size, postgres }) => ({ size, ...(await bytesOnDisk(postgres)) })));
    const rotations = await measureRotations(stages[0]!, generator, options, progress);
    return { results, disk, rotations };
  } finally {
    progress.end();
    generator.stop();
    for (const stage of stages) await stage.strike();
  }
}

async function measureRounds(stages: Stage[], generator: LoadGenerator, { rounds }: Options, progress: Progress): Promise<GrowthResult[]> {
  const all = stages.flatMap((stage) => POLICIES.map((client) => ({ stage, client, measured: [] as Measurement[] })));
  for (let round = 0; round <= rounds; round++) {
    for (const { stage, client, measured } of round % 2 === 0 ? all : all.toReversed()) {
      const measurement = await stage.measure(generator, client);
      if (round > 0) measured.push(measurement); // what is compiled and cached once is not measured
      progress.step(`round ${round}: ${client.client_id}, ${stage.size.families} families: ${measurement.cpu.toFixed(2)} ms, p99 ${measurement.p99.toFixed(1)} ms`);
    }
  }
  const results: GrowthResult[] = [];
  for (const { stage, client, measured } of all) {
    const facts = await refreshFacts(stage.postgres, () => stage.chooseFamilies(generator, client));
    progress.step(`${client.client_id}, ${stage.size.families} families: ${facts.buffers.toFixed(1)} buffers, ${facts.wal.toFixed(0)} bytes of WAL`);
    results.push({ size: stage.size, policy: client.client_id, median: medians(measured), rounds: measured, facts });
  }
  return results;
}
