import { call } from '../session.js';
import { openSink, type Sink } from './download.js';
import { RowCounter } from './row.counter.js';

export type Format = 'ndjson' | 'csv';

/** How far an export is. */
export interface Run {
  state: 'running' | 'done' | 'failed';
  rows: number;
  bytes: number;
  trouble?: string;
}

/** Milliseconds between two words about how far it is. */
const OFTEN = 200;

/** Takes an export as it comes, and tells how far it is. What breaks off leaves no file that could be taken for the whole. */
export async function exportTo(name: string, path: string, format: Format, tell: (run: Run) => void, signal: AbortSignal): Promise<void> {
  const counter = new RowCounter(format);
  let sink: Sink | null = null;
  const say = (state: Run['state'], trouble?: string) => signal.aborted || tell({ state, rows: counter.rows, bytes: counter.bytes, trouble });
  try {
    sink = await openSink(name);
    say('running');
    const response = await call('GET', path);
    if (!response.ok) throw new Error(((await response.json()) as { detail?: string }).detail ?? `The server answered ${response.status}.`);
    await pour(response.body!, sink, counter, () => say('running'), signal);
    await sink.finish();
    say('done');
  } catch (error) {
    await sink?.discard();
    if (!isWaived(error)) say('failed', error instanceof TypeError ? 'The connection broke off.' : (error as Error).message);
  }
}

/** The person chose no file, or cancelled. */
const isWaived = (error: unknown) => error instanceof DOMException && error.name === 'AbortError';

async function pour(body: ReadableStream<Uint8Array<ArrayBuffer>>, sink: Sink, counter: RowCounter, tell: () => void, signal: AbortSignal): Promise<void> {
  const reader = body.getReader();
  signal.addEventListener('abort', () => void reader.cancel());
  for (let toldAt = 0; ; ) {
    const { done, value } = await reader.read();
    signal.throwIfAborted();
    if (done) return;
    counter.add(value);
    await sink.write(value);
    if (performance.now() - toldAt < OFTEN) continue;
    toldAt = performance.now();
    tell();
  }
}
