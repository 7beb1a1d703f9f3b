import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import type { Options } from '../options.js';
import type { CaseResult, Results } from '../rounds.js';
import { median } from '../statistics.js';

const HEAD = ['case', 'at', '', 'CPU ms', 'server', 'PostgreSQL', 'requests/s', 'p50 ms', 'p99 ms', 'peak MB', 'loop p99 ms', '× two signatures', 'peer’s CPU ÷ ours', 'our rate ÷ peer’s'];

/** What the numbers are of. */
export function describeRun(options: Options): { title: string; date: string; node: string } {
  const node = execFileSync(options.node, ['--version'], { encoding: 'utf8' }).trim();
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}`;
  const title = `${date} UTC, Node ${node}, ${machine}; ${options.rounds} rounds of ${options.duration / 1000} s, medians; evergrant WORKERS=${options.workers}, peer ${options.peerWorkers} process(es). CPU ms per request of server and PostgreSQL, the load generator not counted.`;
  return { title, date, node };
}

/** One row for each case and contender. */
export function tableOf(results: Results): string {
  const rows = results.cases.map((result) => rowOf(result, results));
  const cold = results.coldStarts.map(({ contender, median: ms }) => ['cold start to first token', '', contender, ...Array(4).fill(''), ms.toFixed(0)]);
  const noise = results.cases.map(({ median: { others } }) => others);
  const footer = noise.length > 0 ? `\nOthers, the load generator among them, took ${median(noise).toFixed(2)} cores (median of the cases, most ${Math.max(...noise).toFixed(2)}).` : '';
  return [markdown(HEAD, [['two RSA-2048 signatures', '', '', results.signatures.toFixed(3)], ...rows, ...cold]), footer].join('\n');
}

function rowOf({ name, concurrency, contender, median: m }: CaseResult, { signatures, cases }: Results): string[] {
  const of = (who: string) => cases.find((other) => other.name === name && other.concurrency === concurrency && other.contender === who)?.median;
  const [ours, peers] = [of('evergrant'), of('oidc-provider')];
  const isCompared = contender === 'evergrant' && ours && peers;
  const numbers = [m.cpu.toFixed(2), m.serverCpu.toFixed(2), m.postgresCpu.toFixed(2), m.rate.toFixed(0), m.p50.toFixed(1), m.p99.toFixed(1), m.memory.toFixed(0), m.loopDelay.toFixed(1)];
  const ratios = [(m.cpu / signatures).toFixed(2), isCompared ? (peers.cpu / ours.cpu).toFixed(2) : '', isCompared ? (ours.rate / peers.rate).toFixed(2) : ''];
  return [name, String(concurrency), contender, ...numbers, ...ratios];
}

export function markdown(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${head.map((_, index) => cells[index] ?? '').join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
