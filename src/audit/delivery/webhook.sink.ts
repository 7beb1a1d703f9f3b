import { createHmac } from 'node:crypto';
import { toSeconds } from '../../protocol/clock.js';
import { toOcsf } from './ocsf.js';
import type { Parcel, Sink } from './sink.js';

/** Milliseconds. */
const PATIENCE = 10_000;

/** Sends a seal as one POST of NDJSON, signed with the time, so that the receiver can tell that it is ours and new. */
export class WebhookSink implements Sink {
  readonly name = 'webhook';
  readonly lock = 0x65766477; // "evdw"

  constructor(
    private readonly url: string,
    private readonly secret: string,
  ) {}

  async send({ seal, encoding, rows, at }: Parcel, signal: AbortSignal): Promise<void> {
    const body = rows.map((row) => `${JSON.stringify(toOcsf(row, encoding, seal))}\n`).join('');
    const time = toSeconds(at);
    const signature = createHmac('sha256', this.secret).update(`${time}.${body}`).digest('hex');
    const headers = { 'content-type': 'application/x-ndjson', 'evergrant-seal': `${seal}`, 'evergrant-signature': `t=${time},v1=${signature}` };
    const init = { method: 'POST', headers, body, redirect: 'manual' as const, signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]) };
    const response = await fetch(this.url, init).catch((error: unknown) => {
      throw new Error(explain(error));
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`answered ${response.status}`);
  }
}

/** fetch says "fetch failed", and why in the cause. */
function explain(error: unknown): string {
  const { message, name, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause ? (cause.code ?? cause.message ?? message) : name === 'TimeoutError' ? 'no answer in time' : message;
}
