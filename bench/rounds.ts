import { CASES, jobOf, type Case } from './cases.js';
import type { Contender } from './contenders/contender.js';
import { LoadGenerator } from './load/load.js';
import { measureSignatures } from './machine/signatures.js';
import { measure, type Measurement } from './measurement.js';
import type { Options } from './options.js';
import { Progress } from './progress.js';
import { median, medians } from './statistics.js';

/** One case of one contender. */
export interface CaseResult {
  name: string;
  concurrency: number;
  contender: string;
  median: Measurement;
  rounds: Measurement[];
}

export interface Results {
  /** CPU-ms of two RSA-2048 signatures. */
  signatures: number;
  /** Milliseconds from the start of the process to its first token. */
  coldStarts: { contender: string; median: number; rounds: number[] }[];
  cases: CaseResult[];
}

const SIGNATURES_MS = 1000;

/** Measures all cases of all contenders in interleaved rounds. */
export class Rounds {
  private readonly cases: Case[];
  private readonly progress: Progress;
  private readonly signatures: number[] = [];
  private readonly measurements = new Map<string, CaseResult>();
  private readonly coldStarts = new Map<string, number[]>();

  constructor(
    private readonly contenders: Contender[],
    private readonly options: Options,
  ) {
    this.cases = CASES.filter(({ name }) => isAskedFor(options, name));
    this.progress = new Progress(contenders.length * (2 + (options.rounds + 1) * (this.cases.length + 1)));
  }

  async run(): Promise<Results> {
    const generator = new LoadGenerator();
    try {
      for (const contender of this.contenders) await this.prepare(contender);
      await this.runRound(generator, 0); // what is compiled and cached once is not measured
      for (let round = 1; round <= this.options.rounds; round++) await this.runRound(generator, round);
      if (isAskedFor(this.options, 'cold')) await this.startAllCold(); // last: a server that has just started is no measure of one that runs
    } finally {
      generator.stop();
      this.progress.end();
    }
    for (const result of this.measurements.values()) result.median = medians(result.rounds);
    const coldStarts = [...this.coldStarts].map(([contender, rounds]) => ({ contender, median: median(rounds), rounds }));
    return { signatures: median(this.signatures), coldStarts, cases: this.sorted() };
  }

  private async prepare(contender: Contender): Promise<void> {
    await contender.start();
    await contender.meet();
    const needed = new Set(this.cases.map((aCase) => aCase.client(contender)));
    for (const client of needed) {
      if (!contender.serves(client) || !client.grant_types.includes('authorization_code')) continue;
      await contender.prepare(client, this.options.families);
      this.progress.say(`${contender.name}: ${this.options.families} logins for ${client.client_id}`);
    }
    this.progress.step(`${contender.name} is ready`);
  }

  /** Round 0 is thrown away. */
  private async runRound(generator: LoadGenerator, round: number): Promise<void> {
    const order = round % 2 === 0 ? this.contenders : this.contenders.toReversed();
    if (round > 0) this.signatures.push(await measureSignatures(this.options.node, SIGNATURES_MS));
    for (const aCase of this.cases) {
      for (const contender of order) if (contender.serves(aCase.client(contender))) await this.runCase(aCase, contender, generator, round);
    }
  }

  private async runCase(aCase: Case, contender: Contender, generator: LoadGenerator, round: number): Promise<void> {
    const job = await jobOf(aCase, contender, this.options);
    if (round === 0) job.duration = Math.min(job.duration, this.options.quick ? 600 : 1500);
    const { measurement, report } = await measure(aCase, contender, generator, job);
    aCase.keep?.(contender, report);
    const { cpu, serverCpu, postgresCpu, rate } = measurement;
    const split = `${cpu.toFixed(2)} ms (${serverCpu.toFixed(2)} + ${postgresCpu.toFixed(2)})`;
    this.progress.step(`round ${round}: ${aCase.name} at ${aCase.concurrency}, ${contender.name}: ${split}, ${Math.round(rate)}/s`);
    if (round > 0) this.resultOf(aCase, contender).rounds.push(measurement);
  }

  private resultOf({ name, concurrency }: Case, { name: contender }: Contender): CaseResult {
    const key = `${name} ${concurrency} ${contender}`;
    const result = this.measurements.get(key) ?? ({ name, concurrency, contender, rounds: [] } as unknown as CaseResult);
    this.measurements.set(key, result);
    return result;
  }

  /** By case, and ours before the peer. */
  private sorted(): CaseResult[] {
    const place = ({ contender }: CaseResult) => this.contenders.findIndex(({ name }) => name === contender);
    const all = [...this.measurements.values()].toSorted((a, b) => place(a) - place(b));
    return this.cases.flatMap(({ name, concurrency }) => all.filter((result) => result.name === name && result.concurrency === concurrency));
  }

  private async startAllCold(): Promise<void> {
    for (let round = 0; round < this.options.rounds; round++) for (const contender of this.contenders) await this.startCold(contender);
  }

  private async startCold(contender: Contender): Promise<void> {
    await contender.server.stop();
    const ms = await contender.start();
    this.coldStarts.set(contender.name, [...(this.coldStarts.get(contender.name) ?? []), ms]);
    this.progress.step(`cold start to first token, ${contender.name}: ${Math.round(ms)} ms`);
  }
}

function isAskedFor({ only }: Options, name: string): boolean {
  return only.length === 0 || only.includes(name) || (name === 'code' && only.includes('revocation'));
}
