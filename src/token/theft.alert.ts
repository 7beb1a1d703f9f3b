import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { AdminAction } from '../audit/admin-action.js';
import { AdminEventStore } from '../audit/admin-event.store.js';
import { EVERGRANT } from '../audit/evergrant.actor.js';
import type { Caller } from '../audit/caller.js';
import type { Client } from '../client/client.entity.js';
import { transact } from '../database/transaction.js';
import { plusSeconds } from '../protocol/clock.js';
import type { Assessment } from './theft.policy.js';

/** The score at which a client's `theft_action` is taken; below it the operator is only told. */
export const SUSPICIOUS = 50;

/** Suspicions that wait to be written: of a flood of them the rest is in the log alone. */
const MOST_WAITING = 1000;

/** A use of a family that looks as if two held its token. */
export interface Suspicion extends Assessment {
  grantId: string;
  client: Client;
  caller: Caller;
  at: Date;
}

const ACTION: AdminAction = 'token.suspect';

const WAS_TOLD = `SELECT EXISTS (SELECT FROM admin_event WHERE target_kind = 'token' AND target_id = $1 AND action = '${ACTION}' AND at > $2 AND new->'signals' @> $3::jsonb) AS "wasTold"`;

/** Tells the operator of a suspicion: in the log at once, and in the ledger when the answer is on the way. */
@Injectable()
export class TheftAlert implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Theft');
  /** One after the other, so that a wave of them takes no connections from the refreshes. */
  private writing: Promise<void> = Promise.resolve();
  private waiting = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly events: AdminEventStore,
  ) {}

  raise(suspicion: Suspicion): void {
    const { score, signals, grantId, caller } = suspicion;
    this.logger.warn({ msg: 'a refresh token may be stolen', score, signals, grantId, requestId: caller.requestId });
    if (this.waiting >= MOST_WAITING) return;
    this.waiting++;
    this.writing = this.writing
      .then(() => transact(this.dataSource, (manager) => this.record(manager, suspicion)))
      .catch((err: unknown) => this.logger.warn({ msg: 'the suspicion could not be written to the ledger', err, grantId, requestId: caller.requestId }))
      .finally(() => this.waiting--);
  }

  /** When all that was raised has been written. */
  settled(): Promise<void> {
    return this.writing;
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.settled();
  }

  /** The same signals once in each of the client's usual intervals: they come with every use while they last. The place is told by the refresh's own row. */
  private async record(manager: EntityManager, { score, signals, grantId, client, caller, at }: Suspicion): Promise<void> {
    const names = signals.map(({ name }) => name);
    const [{ wasTold }] = await manager.query(WAS_TOLD, [grantId, plusSeconds(at, -client.accessTokenTtl), JSON.stringify(names)]);
    if (wasTold) return;
    const deed = { action: ACTION, target: { kind: 'token', id: grantId }, old: null, new: { score, signals: names } };
    const doing = { at, actor: EVERGRANT, caller: { ...caller, ip: null, userAgent: null }, reason: signals.map(({ reason }) => reason).join(' '), ticket: null };
    await this.events.record(manager, deed, doing);
  }
}
