import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager, QueryDeepPartialEntity } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { AdminAction } from './admin-action.js';
import { AdminEvent } from './admin-event.entity.js';
import type { Caller } from './caller.js';
import { LedgerPartitions } from './ledger.partitions.js';

/** What was done to what, as the one who did it tells it. */
export interface Deed {
  action: AdminAction;
  target: { kind: string; id: string };
  /** The members that changed, before and after; null for what was not there. Never a secret. */
  old: object | null;
  new: object | null;
}

/** Who did it, when, and why. */
export interface Doing {
  at: Date;
  actor: { sub: string; clientId: string };
  caller: Caller;
  reason: string;
  ticket: string | null;
}

/** The ledger of administrative acts: rows are added, never changed. */
@Injectable()
export class AdminEventStore {
  private readonly logger = new Logger('Ledger');

  constructor(private readonly partitions: LedgerPartitions) {}

  /** Writes the act's row in the transaction of the act itself. Returns the event's id. */
  async record(manager: EntityManager, { action, target, old, new: changed }: Deed, { at, actor, caller, reason, ticket }: Doing): Promise<string> {
    if (!this.partitions.covers(at)) await this.partitions.extend(at);
    const id = uuidv7();
    const event = {
      ...{ at, id, actorSub: actor.sub, actorClientId: actor.clientId, ip: caller.ip, userAgent: caller.userAgent, requestId: caller.requestId },
      ...{ action, targetKind: target.kind, targetId: target.id, old, new: changed, reason, ticket },
    };
    await manager.insert(AdminEvent, event as QueryDeepPartialEntity<AdminEvent>);
    this.logger.log({ msg: 'admin', action, target: target.id, actor: actor.sub, clientId: actor.clientId, requestId: caller.requestId });
    return id;
  }
}
