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

/** One act upon many: a row for each, alike but for its target and its id. */
const RECORD_MANY = `INSERT INTO admin_event (at, id, actor_sub, actor_client_id, ip, user_agent, request_id, action, target_kind, target_id, new, reason, ticket)
  SELECT $1, one.id, $4, $5, $6, $7, $8, $9, $10, one.target, $11, $12, $13 FROM unnest($2::uuid[], $3::text[]) one (id, target)`;

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

  /** The same for an act upon many at once. */
  async recordMany(manager: EntityManager, deed: Omit<Deed, 'target' | 'old'> & { targets: { kind: string; ids: readonly string[] } }, doing: Doing): Promise<void> {
    const { action, targets, new: changed } = deed;
    const { at, actor, caller, reason, ticket } = doing;
    if (!this.partitions.covers(at)) await this.partitions.extend(at);
    const ids = targets.ids.map(() => uuidv7());
    const who = [actor.sub, actor.clientId, caller.ip, caller.userAgent, caller.requestId];
    await manager.query(RECORD_MANY, [at, ids, targets.ids, ...who, action, targets.kind, changed, reason, ticket]);
  }
}
