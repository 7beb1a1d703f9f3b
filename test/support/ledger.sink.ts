import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { freePort } from './fresh-folder.js';

export const SINK_SECRET = 'what the webhook and its receiver know';

/** Of a POST that the sink has got. */
export interface Post {
  seal: number;
  events: any[];
  isSigned: boolean;
}

/** A webhook's receiver, which can be shut, and answer what a test wants. */
export class LedgerSink {
  readonly posts: Post[] = [];
  /** What the next posts are answered with: a status, or null for a connection that breaks after all has arrived. Then 204. */
  answers: (number | null)[] = [];
  private server: Server | null = null;
  private readonly watchers = new Set<() => void>();

  private constructor(readonly port: number) {}

  static async prepare(): Promise<LedgerSink> {
    return new LedgerSink(await freePort());
  }

  get settings(): Record<string, string> {
    return { LEDGER_WEBHOOK_URL: `http://127.0.0.1:${this.port}/ledger?of=evergrant`, LEDGER_WEBHOOK_SECRET: SINK_SECRET };
  }

  /** Events in the order in which each came first. */
  get events(): any[] {
    return [...new Map(this.posts.flatMap(({ events }) => events).map((event) => [event.metadata.uid, event]).reverse() as [string, any][]).values()].reverse();
  }

  async open(): Promise<void> {
    this.server = createServer((request, response) => {
      void this.take(request).then(() => {
        const answer = this.answers.length > 0 ? this.answers.shift()! : 204;
        if (answer === null) request.socket.destroy();
        else response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end();
        for (const look of this.watchers) look();
      });
    });
    await new Promise<void>((resolve) => this.server!.listen(this.port, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /** Until this holds after a post. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!holds()) return;
        this.watchers.delete(look);
        resolve();
      };
      this.watchers.add(look);
    });
  }

  private async take(request: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const [, time, signature] = /^t=(\d+),v1=([\da-f]{64})$/.exec(String(request.headers['evergrant-signature'])) ?? [];
    const isSigned = createHmac('sha256', SINK_SECRET).update(`${time}.${body}`).digest('hex') === signature;
    this.posts.push({ seal: Number(request.headers['evergrant-seal']), events: body.trimEnd().split('\n').map((line) => JSON.parse(line)), isSigned });
  }
}
