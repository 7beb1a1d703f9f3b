import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const SECONDS_TO_START = 60;

export interface ServerOptions {
  node: string;
  args: string[];
  env: Record<string, string>;
  /** Where its output goes. */
  logFile: string;
}

/** A server process, started as an operator would. */
export class Server {
  private constructor(
    private readonly child: ChildProcess,
    private readonly logFile: string,
    private readonly ended: Promise<unknown>,
  ) {}

  static start({ node, args, env, logFile }: ServerOptions): Server {
    const log = openSync(logFile, 'a');
    const environment = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env };
    const child = spawn(node, args, { env: environment, stdio: ['ignore', log, log] });
    closeSync(log);
    const kill = () => child.kill('SIGKILL'); // an interrupted run leaves no server behind
    process.once('exit', kill);
    const ended = new Promise((done) => child.once('exit', done)).finally(() => process.off('exit', kill));
    return new Server(child, logFile, ended);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Asks until the answer is yes. Throws with the end of the log when the server ends or takes too long. */
  async until(question: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + SECONDS_TO_START * 1000;
    while (!(await question().catch(() => false))) {
      if (this.child.exitCode !== null || Date.now() > deadline) throw new Error(`the server does not run:\n${this.logTail}`);
      await delay(5);
    }
  }

  get logTail(): string {
    return readFileSync(this.logFile, 'utf8').slice(-3000);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
