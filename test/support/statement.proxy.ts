import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { PostgresFrames } from './postgres.frames.js';

/** A statement that has arrived at the proxy and got no further. Whoever holds it decides what becomes of it. */
export interface Statement {
  sql: string;
  /** What `pg_stat_activity` calls the connection's `client_port`. */
  clientPort: number;
  /** Lets PostgreSQL do it; resolves when the answer is here, which the server under test has not seen yet. */
  forward(): Promise<void>;
  /** Hands over the answer. */
  deliver(): void;
  /** Answers with this SQLSTATE in PostgreSQL's stead, which never sees the statement. */
  fail(sqlState: string): void;
  /** Breaks this connection; what was forwarded is done all the same. */
  cut(): void;
}

export type Script = (statement: Statement) => void | Promise<void>;

export const pass: Script = async (statement) => {
  await statement.forward();
  statement.deliver();
};

/** The script for one statement, counted from 0; all others pass, or take the other script. */
export function at(place: number, script: Script, others = pass): Script {
  let seen = 0;
  return (statement) => (seen++ === place ? script(statement) : others(statement));
}

/** A wire to the database that knows where a statement begins and ends, and asks a script what to do with each. */
export class StatementProxy {
  /** What happens to the statements that arrive from now on. */
  script: Script = pass;
  private readonly wires = new Set<Wire>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async to(databaseUrl: string): Promise<StatementProxy> {
    const target = new URL(databaseUrl);
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String((server.address() as AddressInfo).port) });
    const proxy = new StatementProxy(server, url.href);
    server.on('connection', (near) => proxy.join(near, connect({ port: Number(target.port), host: target.hostname, noDelay: true })));
    return proxy;
  }

  /** As `pg_stat_activity` knows the connections. */
  get clientPorts(): number[] {
    return [...this.wires].map(({ clientPort }) => clientPort);
  }

  /** How many statements the work sends. */
  async count(work: () => Promise<unknown>): Promise<number> {
    let seen = 0;
    this.script = (statement) => (seen++, pass(statement));
    await work();
    this.script = pass;
    return seen;
  }

  /** Every connection breaks, and new ones as soon as they are made, until `mend`. */
  cut(): void {
    this.isCut = true;
    for (const wire of this.wires) wire.cut();
  }

  mend(): void {
    this.isCut = false;
    this.script = pass;
  }

  close(): void {
    this.cut();
    this.server.close();
  }

  private join(near: Socket, far: Socket): void {
    const wire = new Wire(near, far, (statement) => this.script(statement));
    this.wires.add(wire);
    near.once('close', () => this.wires.delete(wire));
    if (this.isCut) wire.cut();
  }
}

/** One connection. It carries one statement at a time, as pg does. */
class Wire {
  private readonly requests = new PostgresFrames({ startsUntyped: true });
  private readonly answers = new PostgresFrames();
  private hasStarted = false;
  /** A statement is in the script's hands, and with it whatever the database says meanwhile. */
  private isHeld = false;
  /** The messages of a statement that has not ended yet. */
  private statement: Buffer[] = [];
  private answer: Buffer[] = [];
  private answered: (() => void) | null = null;
  private status = 'I';
  private readonly prepared = new Map<string, string>();
  private sql = '';

  constructor(
    private readonly near: Socket,
    private readonly far: Socket,
    private readonly script: Script,
  ) {
    near.on('data', (chunk: Buffer) => this.requests.read(chunk, (type, frame) => this.fromServer(type, frame)));
    far.on('data', (chunk: Buffer) => this.answers.read(chunk, (type, frame) => this.fromDatabase(type, frame)));
    near.on('error', () => undefined).once('close', () => far.end());
    far.on('error', () => undefined).once('close', () => this.farClosed());
  }

  get clientPort(): number {
    return this.far.localPort ?? 0;
  }

  cut(): void {
    this.far.end(); // what was sent arrives; then PostgreSQL sees the end
    this.near.destroySoon();
  }

  private fromServer(type: string, frame: Buffer): void {
    if (!this.hasStarted || 'pX'.includes(type)) return void this.far.write(frame);
    this.statement.push(frame);
    this.sql = this.textOf(type, frame.subarray(5)) ?? this.sql;
    if (type !== 'Q' && type !== 'S') return;
    const messages = Buffer.concat(this.statement.splice(0));
    void this.script(this.present(this.sql, messages));
  }

  private present(sql: string, messages: Buffer): Statement {
    this.isHeld = true;
    return {
      sql,
      clientPort: this.clientPort,
      forward: () =>
        new Promise((answered) => {
          if (this.far.destroyed) return answered();
          this.answered = answered;
          this.far.write(messages);
        }),
      deliver: () => this.reply(Buffer.concat(this.answer.splice(0))),
      fail: (sqlState) => this.reply(Buffer.concat([errorOf(sqlState), readyFor(this.status === 'I' ? 'I' : 'E')])),
      cut: () => this.cut(),
    };
  }

  private reply(answer: Buffer): void {
    this.isHeld = false;
    if (this.near.writable) this.near.write(answer);
    if (this.far.destroyed) this.near.destroySoon();
  }

  private fromDatabase(type: string, frame: Buffer): void {
    if (type === 'Z') this.status = frame.toString('latin1', 5, 6);
    if (this.isHeld) this.answer.push(frame);
    else this.near.write(frame); // the handshake, or a killed backend's last word
    if (type !== 'Z') return;
    this.hasStarted = true;
    this.finish();
  }

  private farClosed(): void {
    if (this.answered) this.finish();
    else if (!this.isHeld) this.near.destroySoon();
  }

  private finish(): void {
    const { answered } = this;
    this.answered = null;
    answered?.();
  }

  /** The SQL of a Query, a Parse, or a Bind of what was parsed before. */
  private textOf(type: string, body: Buffer): string | undefined {
    const [first = '', second = ''] = body.toString('utf8').split('\0', 2);
    if (type === 'Q') return first;
    if (type === 'P') this.prepared.set(first, second);
    return type === 'P' || type === 'B' ? this.prepared.get(type === 'P' ? first : second) : undefined;
  }
}

function errorOf(sqlState: string): Buffer {
  return message('E', `SERROR\0VERROR\0C${sqlState}\0Mplanted by the proxy\0\0`);
}

function readyFor(status: string): Buffer {
  return message('Z', status);
}

function message(type: string, text: string): Buffer {
  const frame = Buffer.from(`${type}\0\0\0\0${text}`);
  frame.writeInt32BE(frame.length - 1, 1);
  return frame;
}
