import type { MassResult } from '../mass/mass.js';
import { markdown } from './table.js';
import { verdict } from './targets.js';

/** By how much a refresh may be slowed. */
const TARGET = 1.5;

/** Refreshes alone and beside a mass revocation, with the target of issue 5, point 3. */
export function massTable(results: MassResult[]): string {
  const head = ['refreshes at', 'tokens revoked', 'each second', 'p50 ms alone', 'beside', 'ratio', 'p99 ms alone', 'beside', 'ratio', 'requests/s alone', 'beside', `at most ${TARGET} (p50)`];
  return markdown(head, results.map(rowOf));
}

function rowOf({ concurrency, tokens, rate, alone, beside }: MassResult): string[] {
  const pair = (name: 'p50' | 'p99') => [alone[name].toFixed(2), beside[name].toFixed(2), (beside[name] / alone[name]).toFixed(2)];
  const served = [alone.rate, beside.rate].map((each) => each.toFixed(0));
  return [String(concurrency), String(tokens), rate.toFixed(0), ...pair('p50'), ...pair('p99'), ...served, verdict(beside.p50 / alone.p50, TARGET, true)];
}
