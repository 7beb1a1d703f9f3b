import { connect as connectTcp, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls } from 'node:tls';
import { LEDGERS, type LedgerRow } from '../sealing/ledger.encoding.js';
import { toOcsf } from './ocsf.js';
import type { Parcel, Sink } from './sink.js';

/** Milliseconds. */
const PATIENCE = 10_000;

/** Security messages (RFC 5424 §6.2.1). */
const FACILITY = 10;

/** Of OCSF's `severity_id`. */
const SEVERITIES: Record<number, number> = { 1: 6, 2: 5, 4: 4 };

/**
 * Sends a seal as RFC 5424 messages, framed by their length (RFC 5425, RFC 6587 §3.4.1), over one connection. Syslog acknowledges nothing:
 * what counts is that the receiver has closed the connection after ours was closed in order.
 */
export class SyslogSink implements Sink {
  readonly name = 'syslog';
  readonly lock = 0x65766473; // "evds"
  private readonly url: URL;

  constructor(url: string) {
    this.url = new URL(url);
  }

  async send({ seal, encoding, rows }: Parcel, signal: AbortSignal): Promise<void> {
    const frames = rows.map((row) => Buffer.from(messageOf(row, encoding, seal))).flatMap((message) => [Buffer.from(`${message.length} `), message]);
    const host = this.url.hostname.replace(/^\[|\]$/g, '');
    const isTls = this.url.protocol === 'tls:';
    const port = Number(this.url.port || (isTls ? 6514 : 601));
    const socket = isTls ? connectTls({ host, port, servername: host }) : connectTcp({ host, port });
    await deliver(socket, isTls ? 'secureConnect' : 'connect', Buffer.concat(frames), signal);
  }
}

function deliver(socket: Socket, ready: string, bytes: Buffer, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (message: string) => {
      reject(new Error(message));
      socket.destroy();
    };
    const abort = () => fail('stopped');
    signal.addEventListener('abort', abort, { once: true });
    socket.setTimeout(PATIENCE, () => fail('no answer in time'));
    socket.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
    socket.once(ready, () => socket.end(bytes));
    socket.resume(); // so that the end is noticed
    socket.once('close', (hadError) => {
      signal.removeEventListener('abort', abort);
      if (hadError || socket.bytesWritten === 0) reject(new Error('the connection broke'));
      else resolve();
    });
  });
}

function messageOf(row: LedgerRow, encoding: number, seal: number): string {
  const event = toOcsf(row, encoding, seal);
  const priority = FACILITY * 8 + SEVERITIES[event.severity_id as number]!;
  const time = new Date(event.time as number).toISOString();
  return `<${priority}>1 ${time} ${hostname()} evergrant - ${LEDGERS[row.ledger]} - \ufeff${JSON.stringify(event)}`;
}
