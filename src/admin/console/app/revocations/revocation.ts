import { useEffect, useState } from 'react';
import { call } from '../session.js';
import type { Token } from '../tokens/token.js';

/** A mass revocation as the admin API shows it (`RevocationView`). */
export interface Revocation {
  id: string;
  state: 'planned' | 'running' | 'done' | 'cancelled' | 'expired';
  filter: Record<string, unknown>;
  everything: boolean;
  total: number;
  accounts: number;
  clients: number;
  done: number;
  gone: number;
  actor: string;
  actor_client: string;
  reason: string;
  ticket: string | null;
  created_at: string;
  expires_at: string;
  started_at: string | null;
  ended_at: string | null;
}

/** One that was just ordered, with a few of its tokens. */
export interface Plan extends Revocation {
  sample: Token[];
}

const RETRY = 2000;

/** Follows one that runs until it has ended: as it was when asked, and then with every event. `isLost` while its server cannot be reached. */
export function useProgress(known: Revocation): { revocation: Revocation; isLost: boolean } {
  const [told, setTold] = useState<Revocation>(known);
  const [isLost, setLost] = useState(false);
  const isRunning = known.state === 'running';
  useEffect(() => {
    if (!isRunning) return;
    const watch = new AbortController();
    void follow(known.id, watch.signal, setTold, setLost);
    return () => watch.abort();
  }, [known.id, isRunning]);
  return { revocation: isRunning && told.id === known.id ? told : known, isLost };
}

/** Each event tells all, so that after a broken connection nothing is missed. */
async function follow(id: string, signal: AbortSignal, tell: (revocation: Revocation) => void, lose: (isLost: boolean) => void): Promise<void> {
  while (!signal.aborted) {
    try {
      const isOver = await read(await call('GET', `revocations/${id}/events`, undefined, { accept: 'text/event-stream' }), signal, (revocation) => (lose(false), tell(revocation)));
      if (isOver) return;
    } catch {
      lose(true); // which is shown, and tried again
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY));
  }
}

/** Server-sent events (HTML Living Standard §9.2), which an EventSource could not ask for: it sends no Authorization. @returns whether that was the last */
async function read({ ok, status, body }: Response, signal: AbortSignal, tell: (revocation: Revocation) => void): Promise<boolean> {
  if (!ok) throw new Error(`the progress was answered with ${status}`);
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  signal.addEventListener('abort', () => void reader.cancel(), { once: true });
  for (let text = ''; ; ) {
    const { done, value } = await reader.read();
    if (done || signal.aborted) return false;
    const events = (text + value).split('\n\n');
    text = events.pop()!;
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event);
      if (data) tell(JSON.parse(data[1]!) as Revocation);
      if (/^event: end$/m.test(event)) return true;
    }
  }
}
