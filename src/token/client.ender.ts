import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { NIL } from 'uuid';
import { ClientStore } from '../client/client.store.js';
import { ClientFamiliesStore, type GrantPosition } from './client-families.store.js';
import { pauseAfter } from './pace.js';

const FIRST: GrantPosition = { createdAt: '-infinity', grantId: NIL };

/** Ends all that people had granted to a client that was deleted. None of it works from the deletion on: here the rows come to say so, however many they are. */
@Injectable()
export class ClientEnder implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Clients');
  private readonly ending = new Map<string, Promise<void>>();
  private isClosing = false;

  constructor(
    private readonly families: ClientFamiliesStore,
    private readonly clients: ClientStore,
  ) {}

  /** The first batch, which is all of most clients; what is more goes on by itself, and after a crash with the next sweep. */
  async begin(clientId: string): Promise<void> {
    const next = await this.endBatch(clientId, FIRST);
    if (next) this.goOn(clientId, next);
  }

  /** Sees to the clients whose ending was cut off. */
  async sweep(): Promise<void> {
    for (const clientId of await this.clients.findUnended()) this.goOn(clientId, FIRST);
  }

  /** The batch in hand is ended first. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    await Promise.all(this.ending.values());
  }

  private goOn(clientId: string, from: GrantPosition): void {
    if (this.ending.has(clientId)) return;
    const work = this.endFrom(clientId, from)
      .catch((err: unknown) => this.logger.warn({ msg: 'the tokens of a deleted client are not ended yet; the next sweep goes on', clientId, err }))
      .finally(() => this.ending.delete(clientId));
    this.ending.set(clientId, work);
  }

  private async endFrom(clientId: string, from: GrantPosition): Promise<void> {
    for (let next: GrantPosition | null = from; next && !this.isClosing; ) {
      const begun = performance.now();
      next = await this.endBatch(clientId, next);
      if (next) await delay(pauseAfter(begun), undefined, { ref: false });
    }
  }

  private async endBatch(clientId: string, from: GrantPosition): Promise<GrantPosition | null> {
    const next = await this.families.endBatch(clientId, from, 'client_deleted');
    if (!next) await this.clients.noteEnded(clientId);
    return next;
  }
}
