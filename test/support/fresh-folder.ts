import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** A copy of the project as a fresh clone has it after `npm ci`, with nothing built and no data. */
export function freshFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'evergrant-fresh-'));
  const needed = readdirSync(ROOT).filter((name) => name === 'src' || name === 'migrations' || name.endsWith('.json'));
  for (const name of needed) cpSync(join(ROOT, name), join(path, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(path, 'node_modules'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A program with what it has printed so far. */
export class Program {
  output = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;

  constructor(command: string, args: string[], cwd: string, env: Record<string, string>) {
    // Its own process group, as in a terminal: Ctrl-C reaches all of it.
    this.child = spawn(command, args, { cwd, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env }, detached: true });
    for (const stream of [this.child.stdout!, this.child.stderr!]) stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.ended = new Promise((done) => this.child.once('close', done));
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Until the program has printed this, at most two minutes. */
  async printed(text: RegExp): Promise<RegExpExecArray> {
    const match = () => text.exec(this.output);
    if (!match()) {
      await new Promise<void>((found, failed) => {
        const fail = () => failed(new Error(`never printed ${text}:\n${this.output}`));
        const timer = setTimeout(fail, 120_000);
        const look = () => match() && (clearTimeout(timer), found());
        for (const stream of [this.child.stdout!, this.child.stderr!]) stream.on('data', look);
        void this.ended.then(() => (clearTimeout(timer), match() ? found() : fail()));
      });
    }
    return match()!;
  }

  /** Signals the whole group, as a terminal does, and waits for the program's end; returns its exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    process.kill(-this.pid, signal);
    return this.ended;
  }

  exited(): Promise<number | null> {
    return this.ended;
  }
}
