import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { isOver, type RevocationView } from './revocation.view.js';

/** Milliseconds between two looks: whichever process works, the database knows. */
const INTERVAL = 500;

/** Milliseconds of silence after which it is said that somebody is still there. */
const HEARTBEAT = 15_000;

/** Milliseconds after which a browser whose connection broke comes back. */
const RETRY = 2000;

/** Progress as server-sent events (HTML Living Standard §9.2). Each event tells all, so that whoever comes back has missed nothing. */
@Injectable()
export class RevocationWatch implements OnModuleDestroy {
  private readonly closing = new AbortController();

  /** A stream that somebody reads would hold up the shutdown; he comes back to another process. */
  onModuleDestroy(): void {
    this.closing.abort();
  }

  open(look: () => Promise<RevocationView>): Readable {
    return Readable.from(this.tell(look));
  }

  private async *tell(look: () => Promise<RevocationView>): AsyncGenerator<string> {
    yield `retry: ${RETRY}\n\n`;
    let [told, toldAt] = ['', 0];
    while (!this.closing.signal.aborted) {
      const view = await look();
      const event = describe(view);
      const isQuiet = performance.now() - toldAt > HEARTBEAT;
      if (event !== told || isQuiet) {
        yield event === told ? ': still here\n\n' : event;
        [told, toldAt] = [event, performance.now()];
      }
      if (isOver(view)) return;
      await delay(INTERVAL, null, { signal: this.closing.signal }).catch(() => null);
    }
  }
}

/** The id grows with the progress, and is for the reader alone. */
function describe(view: RevocationView): string {
  return `id: ${view.done + view.gone}\nevent: ${isOver(view) ? 'end' : 'progress'}\ndata: ${JSON.stringify(view)}\n\n`;
}
