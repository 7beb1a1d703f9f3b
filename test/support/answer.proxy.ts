import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the client sees of an answer that was lost: its connection breaks, or stays open and nothing ever comes. */
export type Loss = 'break' | 'silence';

/** A wire to a server's HTTP port that loses answers which the server has sent. */
export class AnswerProxy {
  /** How many answers are still to be lost, and how. */
  toLose = 0;
  loss: Loss = 'break';
  /** Statuses of the answers that were. */
  readonly lost: number[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async to(target: string): Promise<AnswerProxy> {
    const server = createServer((asked, answer) => proxy.carry(new URL(asked.url!, target), asked, answer));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new AnswerProxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return proxy;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private carry(url: URL, asked: IncomingMessage, answer: ServerResponse): void {
    const { method, headers } = asked;
    const onward = request(url, { method, headers, agent: false }, (answered) => {
      const body: Buffer[] = [];
      answered.on('data', (chunk: Buffer) => body.push(chunk)).once('end', () => this.bring(answered, Buffer.concat(body), answer));
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  }

  private bring(answered: IncomingMessage, body: Buffer, answer: ServerResponse): void {
    if (this.toLose > 0) {
      this.toLose--;
      this.lost.push(answered.statusCode!);
      if (this.loss === 'break') answer.destroy();
    } else {
      answer.writeHead(answered.statusCode!, { 'content-type': answered.headers['content-type'] }).end(body);
    }
  }
}
