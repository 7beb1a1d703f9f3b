import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AdminEventStore, type Deed } from '../../audit/admin-event.store.js';
import { transact } from '../../database/transaction.js';
import { Clock } from '../../protocol/clock.js';
import type { Act } from './act.js';
import { IdempotentAnswerStore } from './idempotent-answer.store.js';
import type { Order } from './order.js';

/** What was done, and what the caller is told. */
export interface Done<Answer extends object> extends Deed {
  answer: Answer;
}

/** Carries out every write of the admin API. */
@Injectable()
export class Administration {
  constructor(
    private readonly dataSource: DataSource,
    private readonly events: AdminEventStore,
    private readonly answers: IdempotentAnswerStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Does the work once: in one transaction with its row in the ledger and, under an `Idempotency-Key`, the answer, which a repetition
   * is given again. The work throws an HttpException to refuse, and nothing of it is left; a refusal may be tried again.
   */
  administer<Answer extends object>(act: Act, order: Order, work: (manager: EntityManager, now: Date) => Promise<Done<Answer>>): Promise<Answer> {
    return transact(this.dataSource, async (manager) => {
      const now = this.clock.now();
      const given = act.idempotencyKey === null ? null : await this.answers.find(manager, act, now);
      if (given) {
        act.replayed();
        return given as Answer;
      }
      const { answer, ...deed } = await work(manager, now);
      const { reason, ticket = null } = order;
      await this.events.record(manager, deed, { at: now, actor: act.actor, caller: act.caller, reason, ticket });
      if (act.idempotencyKey !== null) await this.answers.keep(manager, act, answer, now);
      return answer;
    });
  }
}
