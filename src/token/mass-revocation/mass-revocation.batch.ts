import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { NIL } from 'uuid';
import { AdminEventStore, type Doing } from '../../audit/admin-event.store.js';
import { transact } from '../../database/transaction.js';
import { Clock } from '../../protocol/clock.js';
import { GrantStore } from '../grant.store.js';
import { MassRevocation } from './mass-revocation.entity.js';

/** Families of one batch: few enough that a refresh of one of them, and those it travels with, hardly wait for its commit. */
const SIZE = 200;

/** Seconds after which a process that was not heard of any more has died: another goes on in its place. */
const LEASE = 3;

/**
 * The revocation whose turn it is in the whole service, the shortest first, unless another process is at it. Who has its row locked does
 * a batch of it, so that even one who was taken for dead does none twice.
 */
const WHOSE_TURN = `r.revocation_id = (SELECT revocation_id FROM mass_revocation WHERE state = 'running' ORDER BY total - done - gone, revocation_id LIMIT 1)
  AND r.state = 'running' AND (r.leased_by IS NULL OR r.leased_by = :worker OR r.leased_until < now())`;

const NEXT = `SELECT grant_id AS "grantId" FROM mass_revocation_member WHERE revocation_id = $1 AND grant_id > $2 ORDER BY grant_id LIMIT $3`;

const ADVANCE = `UPDATE mass_revocation SET done = done + $2, gone = gone + $3, "position" = $4, leased_by = $5, leased_until = now() + $6 * interval '1 second'
  WHERE revocation_id = $1`;

/** A step of a mass revocation: each is one transaction with its progress and with what the ledger tells of every token. */
@Injectable()
export class MassRevocationBatch {
  constructor(
    private readonly dataSource: DataSource,
    private readonly grants: GrantStore,
    private readonly events: AdminEventStore,
    private readonly clock: Clock,
  ) {}

  /** Is there anything to do, whoever may be at it? */
  async isUnderWay(): Promise<boolean> {
    const [row] = await this.dataSource.query(`SELECT EXISTS (SELECT FROM mass_revocation WHERE state = 'running') AS "isUnderWay"`);
    return row.isUnderWay;
  }

  /**
   * Does the next batch of whatever is under way. False when there is nothing to do that is not another's.
   * @param worker this process
   */
  work(worker: string): Promise<boolean> {
    return transact(this.dataSource, async (manager) => {
      const claim = manager.createQueryBuilder(MassRevocation, 'r').where(WHOSE_TURN, { worker });
      const revocation = await claim.setLock('pessimistic_write').setOnLocked('skip_locked').getOne();
      if (!revocation) return false;
      const members: { grantId: string }[] = await manager.query(NEXT, [revocation.revocationId, revocation.position ?? NIL, SIZE]);
      if (members.length > 0) await this.end(manager, revocation, members.map(({ grantId }) => grantId), worker);
      // Behind the last one: those that somebody held have their turn again.
      else if (revocation.position) await manager.query(ADVANCE, [revocation.revocationId, 0, 0, null, worker, LEASE]);
      else await this.finish(manager, revocation);
      return true;
    });
  }

  private async end(manager: EntityManager, revocation: MassRevocation, grantIds: string[], worker: string): Promise<void> {
    const { revocationId } = revocation;
    const { ended, gone } = await this.grants.revokeManyIn(manager, grantIds, 'admin');
    const doing = doingOf(revocation, this.clock.now());
    const change = { revokedReason: 'admin', revocation: revocationId };
    if (ended.length > 0) await this.events.recordMany(manager, { action: 'token.revoke', targets: { kind: 'token', ids: ended }, new: change }, doing);
    await manager.query('DELETE FROM mass_revocation_member WHERE revocation_id = $1 AND grant_id = ANY($2)', [revocationId, [...ended, ...gone]]);
    await manager.query(ADVANCE, [revocationId, ended.length, gone.length, grantIds.at(-1), worker, LEASE]);
  }

  private async finish(manager: EntityManager, revocation: MassRevocation): Promise<void> {
    const { revocationId, total, done, gone } = revocation;
    const now = this.clock.now();
    await manager.update(MassRevocation, { revocationId }, { state: 'done', endedAt: now });
    const target = { kind: 'revocation', id: revocationId };
    const deed = { target, old: { state: 'running' }, new: { state: 'done', total, done, gone } };
    await this.events.record(manager, { action: 'revocation.finish', ...deed }, doingOf(revocation, now));
  }
}

/** In the name of who had it executed. */
function doingOf({ actorSub, actorClientId, ip, userAgent, requestId, reason, ticket }: MassRevocation, at: Date): Doing {
  return { at, actor: { sub: actorSub, clientId: actorClientId }, caller: { ip, userAgent, requestId }, reason, ticket };
}
