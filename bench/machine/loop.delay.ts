import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CpuAccount } from './cpu.js';

const PROBE = pathToFileURL(join(import.meta.dirname, 'loop.probe.js')).href;

/** How late the event loops of a server's processes are; a probe in each of them tells. */
export class LoopDelay {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** The server's environment with the probe in it. */
  probed(env: Record<string, string>): Record<string, string> {
    return { ...env, NODE_OPTIONS: `--import ${PROBE}`, LOOP_DELAY_FOLDER: this.folder };
  }

  /** Has every process write down its delay since the last time. */
  mark(server: number): void {
    for (const { pid } of new CpuAccount().tree(server)) process.kill(pid, 'SIGUSR2');
  }

  /** The worst process's p99 between the last two marks, in milliseconds. */
  read(): number {
    if (!existsSync(this.folder)) return NaN;
    const delays = readdirSync(this.folder).map((file) => Number(readFileSync(join(this.folder, file), 'utf8')));
    for (const file of readdirSync(this.folder)) rmSync(join(this.folder, file));
    return Math.max(...delays);
  }
}
