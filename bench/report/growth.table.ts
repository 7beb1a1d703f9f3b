import type { GrowthResult, GrowthResults } from '../growth/growth.js';
import { markdown } from './table.js';
import { verdict } from './targets.js';

/** CPU, latency, buffers and WAL by size; bytes on disk; the often rotated family; the targets of issue 4, point 3. */
export function growthTables({ results, disk, rotations }: GrowthResults): string {
  const { often, fresh } = rotations;
  return [
    markdown(
      ['families', 'ledger rows', 'policy', 'CPU ms', 'server', 'PostgreSQL', 'requests/s', 'p50 ms', 'p99 ms', 'buffers', 'WAL bytes', 'WAL bytes after a checkpoint', 'sequential scans'],
      results.map(rowOf),
    ),
    markdown(
      ['families', 'bytes per live family', 'bytes per ledger row', 'database, MB'],
      disk.map(({ size, family, use, database }) => [size.families, family.toFixed(0), use.toFixed(0), (database / 1e6).toFixed(0)].map(String)),
    ),
    `One family at 1: CPU ${often.cpu.toFixed(2)} ms, p99 ${often.p99.toFixed(1)} ms after ${rotations.rotations} rotations; ${fresh.cpu.toFixed(2)} ms, ${fresh.p99.toFixed(1)} ms when fresh.`,
    markdown(['target', '', 'measured', ''], targets({ results, disk, rotations })),
  ].join('\n\n');
}

function rowOf({ size, policy, median: m, facts }: GrowthResult): string[] {
  const cpu = [m.cpu, m.serverCpu, m.postgresCpu].map((ms) => ms.toFixed(2));
  const load = [m.rate.toFixed(0), m.p50.toFixed(1), m.p99.toFixed(1)];
  const database = [facts.buffers.toFixed(1), facts.wal.toFixed(0), facts.walAfterCheckpoint.toFixed(0), facts.sequentialScans.toFixed(0)];
  return [String(size.families), String(size.families * size.uses), policy, ...cpu, ...load, ...database];
}

function targets({ results, rotations }: GrowthResults): string[][] {
  const row = (what: string, bound: number, measured: number) => [what, `at most ${bound}`, measured.toFixed(2), verdict(measured, bound, true)];
  const grown = results.flatMap(({ size, policy, median }) => {
    const smallest = results.find((result) => result.policy === policy)!;
    if (smallest.size === size) return [];
    const against = `\`${policy}\`, ${size.families} families ÷ ${smallest.size.families}`;
    return [row(`${against}: CPU`, 1.1, median.cpu / smallest.median.cpu), row(`${against}: p99`, 1.1, median.p99 / smallest.median.p99)];
  });
  return [
    ...grown,
    row('a family rotated often ÷ a fresh one: CPU', 1.2, rotations.often.cpu / rotations.fresh.cpu),
    row('sequential scans', 0, results.reduce((sum, { facts }) => sum + facts.sequentialScans, 0)),
  ];
}
