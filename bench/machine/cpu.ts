import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** USER_HZ: the unit of /proc/<pid>/stat, which is 100 a second on every Linux that Node runs on. */
const TICK_MS = 10;

interface Process {
  pid: number;
  parent: number;
  ms: number;
}

/** CPU time of trees of processes, from the kernel's accounting: with children that have ended and were waited for. */
export class CpuAccount {
  private readonly processes = readProcesses();

  /** User and system time of the process and all below it, in milliseconds. */
  of(root: number): number {
    return this.tree(root).reduce((sum, { ms }) => sum + ms, 0);
  }

  tree(root: number): Process[] {
    const below = (pid: number): Process[] => this.processes.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(child.pid)]);
    return [...this.processes.filter(({ pid }) => pid === root), ...below(root)];
  }
}

/** Time that all processors together were busy since boot, in milliseconds. */
export function busyMs(): number {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8').split('\n')[0]!.trim().split(/\s+/).slice(1).map(Number);
  return (user! + nice! + system! + irq! + softirq!) * TICK_MS;
}

/** Peak resident memory of the tree since `forgetPeaks`, in MB: the sum of the processes' own peaks. */
export function peakMemory(root: number): number {
  const kilobytes = new CpuAccount().tree(root).map(({ pid }) => Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0));
  return kilobytes.reduce((sum, kb) => sum + kb, 0) / 1024;
}

/** Begins anew with the peaks of the tree's memory (proc(5), clear_refs). */
export function forgetPeaks(root: number): void {
  for (const { pid } of new CpuAccount().tree(root)) writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function readProcesses(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => parse(read(`/proc/${name}/stat`)))
    .filter((process) => process !== null);
}

/** proc(5): the name may hold spaces and parentheses; after it come state, ppid … utime, stime, cutime, cstime. */
function parse(stat: string): Process | null {
  if (stat === '') return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
  const ticks = fields[11]! + fields[12]! + fields[13]! + fields[14]!;
  return { pid: Number.parseInt(stat, 10), parent: fields[1]!, ms: ticks * TICK_MS };
}

/** Empty when the process has ended in between. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
