import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** A copy of the project as a fresh clone has it after `npm ci`, with nothing built and no data. */
export function freshFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'evergrant-fresh-'));
  const needed = readdirSync(ROOT).filter((name) => name === 'src' || name === 'migrations' || name.endsWith('.json'));
  for (const name of needed) cpSync(join(ROOT, name), join(path, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(path, 'node_modules'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** As `npm run build`, without judging the types, which `npm test` does anyway. */
export function build(folder: string): void {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noCheck'], { cwd: folder });
  const isAsset = (file: string) => ['', '.eta', '.css', '.json'].includes(extname(file)) || file.endsWith('.script.js');
  cpSync(join(folder, 'src'), join(folder, 'dist/src'), { recursive: true, filter: isAsset });
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
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
    if (!text.test(this.output)) await this.outputUntil(() => text.test(this.output));
    const match = text.exec(this.output);
    if (!match) throw new Error(`never printed ${text}:\n${this.output}`);
    return match;
  }

  /** Signals the whole group, as a terminal does, and waits for the program's end; returns its exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    process.kill(-this.pid, signal);
    return this.ended;
  }

  exited(): Promise<number | null> {
    return this.ended;
  }

  /** Until this is true of the output, or there will be no more of it. */
  private async outputUntil(isEnough: () => boolean): Promise<void> {
    const streams = [this.child.stdout!, this.child.stderr!];
    await new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        for (const stream of streams) stream.off('data', look);
        resolve();
      };
      const look = () => isEnough() && finish();
      const timer = setTimeout(finish, 120_000);
      for (const stream of streams) stream.on('data', look);
      void this.ended.then(finish);
    });
  }
}
