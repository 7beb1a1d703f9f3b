import { once } from 'node:events';
import type { Socket } from 'node:net';
import pg from 'pg';

const CHUNK = 1 << 18;

/** What `pg` has of a connection and does not declare. */
interface Wire {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
  stream: Socket;
}

/** COPY … FROM STDIN, for which `pg` leaves the sending to whoever asks. */
class CopyFrom {
  private failure: Error | null = null;

  constructor(
    private readonly statement: string,
    private readonly lines: Iterable<string>,
    private readonly done: (error: Error | null) => void,
  ) {}

  submit(wire: Wire): void {
    wire.query(this.statement);
  }

  handleCopyInResponse(wire: Wire): void {
    this.send(wire).catch((error: Error) => wire.sendCopyFail(error.message));
  }

  handleError(error: Error): void {
    this.failure = error;
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.done(this.failure);
  }

  /** As fast as the server reads, and no faster. */
  private async send(wire: Wire): Promise<void> {
    let text = '';
    for (const line of this.lines) {
      text += line;
      if (text.length < CHUNK) continue;
      wire.sendCopyFromChunk(Buffer.from(text));
      if (wire.stream.writableNeedDrain && !this.failure) await once(wire.stream, 'drain');
      if (this.failure) return;
      text = '';
    }
    wire.sendCopyFromChunk(Buffer.from(text));
    wire.endCopyFrom();
  }
}

/** A value of a row: text as PostgreSQL reads it, a list, or nothing. */
export type Value = string | number | boolean | Date | readonly string[] | null;

/** Adds rows to the table, each with the values of these columns. */
export async function copy(client: pg.Client, table: string, columns: readonly string[], rows: Iterable<readonly Value[]>): Promise<void> {
  const statement = `COPY ${table} (${columns.join(', ')}) FROM STDIN`;
  await new Promise<void>((resolve, reject) => {
    const done = (error: Error | null) => (error ? reject(error) : resolve());
    client.query(new CopyFrom(statement, linesOf(rows), done) as unknown as pg.Submittable);
  });
}

function* linesOf(rows: Iterable<readonly Value[]>): Generator<string> {
  for (const row of rows) {
    let line = '';
    for (let n = 0; n < row.length; n++) line += (n === 0 ? '' : '\t') + textOf(row[n]!);
    yield `${line}\n`;
  }
}

/** None of what is seeded holds a tab, a line's end, a comma or a quote. */
function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return '\\N';
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? `{${value.join(',')}}` : String(value);
}
