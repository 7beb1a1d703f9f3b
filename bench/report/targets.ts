import type { Options } from '../options.js';
import type { Results } from '../rounds.js';
import { execFileSync } from 'node:child_process';
import { markdown } from './table.js';
import type { Measurement } from '../measurement.js';

/** A ratio that must stay below, or above, a bound. */
interface Target {
  what: string;
  bound: number;
  isMost: boolean;
  value: (find: Find) => number;
}

/** The medians of a case, or NaN throughout when it was not run. */
type Find = (contender: 'evergrant' | 'oidc-provider', name: string, concurrency: number) => Measurement;

const most = (bound: number, what: string, value: Target['value']): Target => ({ what, bound, isMost: true, value });
const least = (bound: number, what: string, value: Target['value']): Target => ({ what, bound, isMost: false, value });

/** Every target of issue 4; some depend on the Node that both run on. */
function targets(signatures: number, isNode20: boolean): Target[] {
  const cpu = (find: Find, name: string, at = 64) => find('evergrant', name, at).cpu;
  const saved = (name: string, at = 64) => (find: Find) => find('oidc-provider', name, at).cpu / cpu(find, name, at);
  return [
    most(1.45, '`reuse` at 64: CPU ÷ two signatures', (find) => cpu(find, 'reuse') / signatures),
    most(2.8, '`reuse` at 1: CPU ÷ two signatures', (find) => cpu(find, 'reuse', 1) / signatures),
    least(isNode20 ? 2.3 : 1.9, '`reuse` at 64: the peer’s CPU ÷ ours', saved('reuse')),
    least(isNode20 ? 2.7 : 2.1, '`reuse` at 64: our rate ÷ the peer’s', (find) => find('evergrant', 'reuse', 64).rate / find('oidc-provider', 'reuse', 64).rate),
    most(1.15, '`rotate` at 64: CPU ÷ our own `reuse`', (find) => cpu(find, 'rotate') / cpu(find, 'reuse')),
    least(isNode20 ? 2.5 : 2.2, '`rotate` at 64: the peer’s CPU ÷ ours', saved('rotate')),
    least(3, 'introspection: the peer’s CPU ÷ ours', saved('introspection')),
    most(0.45, 'ES256 at 64: CPU ÷ our own RS256', (find) => cpu(find, 'es256') / cpu(find, 'reuse')),
    most(20, '`reuse` at 64: the event loop’s delay, p99 ms', (find) => find('evergrant', 'reuse', 64).loopDelay),
    ...['reuse', 'rotate'].map((name) =>
      most(1, `\`${name}\` at 64: p99 ÷ the peer’s`, (find) => find('evergrant', name, 64).p99 / find('oidc-provider', name, 64).p99),
    ),
  ];
}

/** Each target with what was measured: reached, or missed by how much. */
export function targetsOf({ signatures, cases }: Results, { node }: Options): string {
  const isNode20 = execFileSync(node, ['--version'], { encoding: 'utf8' }).startsWith('v20.');
  const nothing = { cpu: NaN, rate: NaN, p99: NaN, loopDelay: NaN } as Measurement;
  const find: Find = (contender, name, concurrency) =>
    cases.find((result) => result.contender === contender && result.name === name && result.concurrency === concurrency)?.median ?? nothing;
  const rows = targets(signatures, isNode20).map(({ what, bound, isMost, value }) => {
    const measured = value(find);
    return [what, `${isMost ? 'at most' : 'at least'} ${bound}`, Number.isNaN(measured) ? '' : measured.toFixed(2), verdict(measured, bound, isMost)];
  });
  return markdown(['target', '', 'measured', ''], rows);
}

/** Reached, or missed by how many per cent. */
export function verdict(measured: number, bound: number, isMost: boolean): string {
  if (Number.isNaN(measured)) return 'not measured';
  if (isMost ? measured <= bound : measured >= bound) return 'reached';
  if (bound === 0) return `missed by ${measured}`;
  const gap = isMost ? measured / bound - 1 : bound / measured - 1;
  return `missed by ${(gap * 100).toFixed(gap < 0.01 ? 1 : 0)} %`;
}
