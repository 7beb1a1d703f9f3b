import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { HttpException, Injectable, Logger, ServiceUnavailableException, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { csvLine } from './csv.js';
import type { ExportFormat } from './ledger.query.js';

/** Exports at a time in one process: each keeps one of its connections busy, and refreshes need the others. */
const AT_A_TIME = 2;

/** Milliseconds after which a reader that takes nothing more is let go. */
const PATIENCE = 120_000;

const TYPES = { ndjson: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8; header=present' };

/** What is exported: rows by column, in batches. */
export interface Exported<View extends object> {
  name: string;
  columns: readonly (keyof View & string)[];
  batches: AsyncGenerator<View[]>;
}

/** Streams of any size, read no faster than they are taken. What breaks in the middle breaks the connection, so that nobody takes a part for the whole. */
@Injectable()
export class Exports implements OnModuleDestroy {
  private readonly logger = new Logger('Exports');
  private readonly running = new Set<Readable>();
  private places = AT_A_TIME;
  private isClosing = false;

  /** Answers with the stream; what fails in the beginning is thrown. */
  async send<View extends object>(request: FastifyRequest, reply: FastifyReply, format: ExportFormat, exported: Exported<View>): Promise<void> {
    const source = await this.open(exported, format);
    source.once('error', (err) => this.logger.warn({ msg: 'an export broke off', err, requestId: request.id }));
    reply.raw.setTimeout(PATIENCE, () => reply.raw.destroy());
    const isZipped = acceptsGzip(request);
    void reply.headers({
      ...{ 'content-type': TYPES[format], 'content-disposition': `attachment; filename="${exported.name}.${format}"`, vary: 'accept-encoding' },
      ...(isZipped && { 'content-encoding': 'gzip' }),
    });
    void reply.send(isZipped ? pipeline(source, createGzip(), () => undefined) : source);
  }

  /** A stream that nobody may wait for: it is broken off. */
  onModuleDestroy(): void {
    this.isClosing = true;
    for (const stream of this.running) stream.destroy(new Error('the service is stopping'));
  }

  private async open<View extends object>(exported: Exported<View>, format: ExportFormat): Promise<Readable> {
    if (this.isClosing) throw new ServiceUnavailableException('the service is stopping, try again');
    if (this.places === 0) throw new HttpException('exports are under way: try again when one has ended', 429);
    this.places--;
    try {
      const first = await exported.batches.next();
      const source = Readable.from(linesOf(exported, first.done ? [] : first.value, format), { objectMode: false });
      this.running.add(source);
      return source.once('close', () => this.end(source));
    } catch (error) {
      this.places++;
      throw error;
    }
  }

  private end(source: Readable): void {
    this.places++;
    this.running.delete(source);
  }
}

async function* linesOf<View extends object>({ columns, batches }: Exported<View>, first: View[], format: ExportFormat): AsyncGenerator<string> {
  const write = format === 'csv' ? (row: View) => csvLine(columns.map((column) => row[column])) : (row: View) => `${JSON.stringify(row)}\n`;
  yield `${format === 'csv' ? csvLine(columns) : ''}${first.map(write).join('')}`;
  for await (const rows of batches) yield rows.map(write).join('');
}

/** RFC 9110 §12.5.3, as far as there is but one to choose. */
function acceptsGzip({ headers }: FastifyRequest): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(String(headers['accept-encoding'] ?? ''));
}
