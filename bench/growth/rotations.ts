import { ROTATE } from '../contenders/clients.js';
import type { LoadGenerator } from '../load/load.js';
import type { Measurement } from '../measurement.js';
import type { Options } from '../options.js';
import type { Progress } from '../progress.js';
import { medians } from '../statistics.js';
import type { Stage } from './stage.js';

/** A family that was rotated often beside fresh ones, each alone on one connection. */
export interface Rotations {
  rotations: number;
  often: Measurement;
  fresh: Measurement;
}

const BITE_MS = 10_000;

export async function measureRotations(stage: Stage, generator: LoadGenerator, options: Options, progress: Progress): Promise<Rotations> {
  let token = await stage.logIn(ROTATE);
  let rotations = 0;
  const rotate = async (value: string, duration: number) => {
    const { measurement, report } = await stage.load(generator, ROTATE, [value], { concurrency: 1, warmUp: 0, duration });
    return { measurement, token: report.values[0]! };
  };
  while (rotations < options.rotations) {
    const bite = await rotate(token, Math.min(BITE_MS, options.duration * 2));
    token = bite.token;
    rotations += bite.measurement.requests;
    progress.say(`${rotations} rotations of one family, ${bite.measurement.cpu.toFixed(2)} ms each`);
  }
  const [often, fresh]: Measurement[][] = [[], []];
  for (let round = 0; round < options.rounds; round++) {
    const old = await rotate(token, options.duration);
    token = old.token;
    rotations += old.measurement.requests;
    often!.push(old.measurement);
    fresh!.push((await rotate(await stage.logIn(ROTATE), options.duration)).measurement);
  }
  progress.step(`${rotations} rotations of one family`);
  return { rotations, often: medians(often!), fresh: medians(fresh!) };
}
