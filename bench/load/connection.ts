import { connect, type Socket } from 'node:net';

const NOTHING = Buffer.alloc(0);

/** One keep-alive connection with one request in flight: as little work as possible, for the load shares the machine. */
export class Connection {
  private socket!: Socket;
  private received: Buffer = NOTHING;

  private constructor(
    private readonly port: number,
    private readonly onAnswer: (status: number, body: string) => void,
    private readonly onLost: (error: Error) => void,
  ) {}

  static async open(port: number, onAnswer: Connection['onAnswer'], onLost: Connection['onLost']): Promise<Connection> {
    const connection = new Connection(port, onAnswer, onLost);
    await connection.connect();
    return connection;
  }

  send(request: string): void {
    this.socket.write(request, 'latin1');
  }

  close(): void {
    this.socket.removeAllListeners('close');
    this.socket.destroy();
  }

  private async connect(): Promise<void> {
    this.socket = connect({ port: this.port, host: '127.0.0.1', noDelay: true });
    await new Promise((resolve, reject) => this.socket.once('connect', resolve).once('error', reject));
    this.socket.on('data', (chunk) => this.take(chunk));
    this.socket.on('error', () => undefined); // 'close' follows
    this.socket.once('close', () => this.onLost(new Error('the server closed a connection')));
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const headEnd = this.received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = this.received.toString('latin1', 0, headEnd);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head);
    if (!length) return this.onLost(new Error(`an answer without Content-Length: ${head}`));
    const end = headEnd + 4 + Number(length[1]);
    if (this.received.length < end) return;
    const body = this.received.toString('utf8', headEnd + 4, end);
    this.received = NOTHING; // there is never a second request in flight
    this.onAnswer(Number(head.slice(9, 12)), body);
  }
}
