import type { Case } from './cases.js';
import type { Contender } from './contenders/contender.js';
import type { LoadGenerator } from './load/load.js';
import type { Job } from './load/job.js';
import { busyMs, CpuAccount, forgetPeaks, peakMemory } from './machine/cpu.js';

/** One case of one contender in one round. CPU in ms per request. */
export interface Measurement {
  requests: number;
  serverCpu: number;
  postgresCpu: number;
  cpu: number;
  /** Requests per second. */
  rate: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** MB of the server's processes together. */
  memory: number;
  /** p99 of the event loop's delay in the server's worst process, in milliseconds. */
  loopDelay: number;
  /** Share of the machine that neither the contender nor idleness took: the load generator, and whoever else was at work. */
  others: number;
}

/** Runs the load and takes the contender's CPU time from begin to end. Throws when an answer was not as expected. */
export async function measure({ name }: Pick<Case, 'name'>, contender: Pick<Contender, 'name' | 'server' | 'recipe'>, generator: LoadGenerator, job: Job) {
  const { pid } = contender.server;
  const snapshot = () => {
    const account = new CpuAccount();
    return { server: account.of(pid), postgres: account.of(contender.recipe.postgres.pid), busy: busyMs() };
  };
  const at = { begin: snapshot(), end: snapshot() };
  forgetPeaks(pid);
  const { loopDelay } = contender.recipe;
  const report = await generator.run(job, (edge) => {
    at[edge] = snapshot();
    loopDelay.mark(pid);
  });
  if (report.bad > 0) throw new Error(`${report.bad} wrong answers of ${contender.name} to ${name}, the first: ${report.firstBad}`);
  const spent = (whose: 'server' | 'postgres' | 'busy') => at.end[whose] - at.begin[whose];
  const { requests, seconds, p50, p99 } = report;
  const [serverCpu, postgresCpu] = [spent('server') / requests, spent('postgres') / requests];
  const others = (spent('busy') - spent('server') - spent('postgres')) / (seconds * 1000);
  const memory = peakMemory(pid);
  const measurement: Measurement = { requests, serverCpu, postgresCpu, cpu: serverCpu + postgresCpu, rate: requests / seconds, p50, p99, memory, loopDelay: loopDelay.read(), others };
  return { measurement, report };
}
