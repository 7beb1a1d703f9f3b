import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource, type EntityManager } from 'typeorm';
import { AdminEventStore, type Deed } from '../audit/admin-event.store.js';
import { callerOf } from '../audit/caller.js';
import { ACCOUNT_CLIENT } from '../bootstrap/account.client.js';
import { transact } from '../database/transaction.js';
import { Clock } from '../protocol/clock.js';
import type { Visitor } from './visitors.js';

/** Carries out what a person does to his own account. */
@Injectable()
export class OwnActs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly events: AdminEventStore,
    private readonly clock: Clock,
  ) {}

  /** In one transaction with its row in the ledger. False when there was nothing to do, for which the work returns null. */
  carryOut({ accountId }: Visitor, request: FastifyRequest, work: (manager: EntityManager, now: Date) => Promise<Deed | null>): Promise<boolean> {
    return transact(this.dataSource, async (manager) => {
      const now = this.clock.now();
      const deed = await work(manager, now);
      const actor = { sub: accountId, clientId: ACCOUNT_CLIENT };
      if (deed) await this.events.record(manager, deed, { at: now, actor, caller: callerOf(request), reason: 'by the person', ticket: null });
      return deed !== null;
    });
  }
}
