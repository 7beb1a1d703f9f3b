import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type QueryDeepPartialEntity } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Doing } from '../../audit/admin-event.store.js';
import { pageOf, type Page, type PageRequest } from '../../database/page.js';
import { PATIENCE, planForValues } from '../../database/report.js';
import { Values } from '../../database/values.js';
import { plusSeconds } from '../../protocol/clock.js';
import { TokenListStore } from '../listing/token-list.store.js';
import { FAMILIES } from '../listing/token-status.sql.js';
import type { TokenFilter } from '../listing/token.filter.js';
import { MassRevocation } from './mass-revocation.entity.js';

/** Seconds for which a plan may be executed. */
export const PLAN_TTL = 3600;

/** How many tokens of a set are shown. */
const SAMPLE = 5;

/** Which tokens, and how that was asked for. */
export interface Selection {
  filter: TokenFilter;
  /** For those who read it later; null for every token there is. */
  asked: object | null;
}

/** Who ordered it, and why. */
export type Ordered = Omit<Doing, 'at'>;

/** A set that was chosen. */
export interface Plan {
  revocation: MassRevocation;
  /** The newest few of it. */
  sample: string[];
}

/** Mass revocations and the sets that they are of. */
@Injectable()
export class MassRevocationStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly tokens: TokenListStore,
  ) {}

  /** Chooses the set, of all that has not ended, and keeps it: it never leaves the database. In the caller's transaction. */
  async plan(manager: EntityManager, { filter, asked }: Selection, ordered: Ordered, now: Date): Promise<Plan> {
    const revocationId = uuidv7();
    const { sample, ...counts } = await this.choose(manager, filter, revocationId, now);
    const times = { createdAt: now, expiresAt: plusSeconds(now, PLAN_TTL), startedAt: null, endedAt: null };
    const work = { done: 0, gone: 0, position: null, leasedBy: null, leasedUntil: null };
    const revocation = manager.create(MassRevocation, { revocationId, state: 'planned', ...counts, ...times, ...work, ...columnsOf(ordered) });
    revocation.filter = asked;
    await manager.insert(MassRevocation, revocation as QueryDeepPartialEntity<MassRevocation>);
    return { revocation, sample: sample ?? [] };
  }

  find(revocationId: string, manager: EntityManager = this.dataSource.manager): Promise<MassRevocation | null> {
    return manager.findOneBy(MassRevocation, { revocationId });
  }

  /** The newest first. */
  async findPage({ limit, after }: PageRequest): Promise<Page<MassRevocation>> {
    const query = this.dataSource.getRepository(MassRevocation).createQueryBuilder('r').orderBy('r.createdAt', 'DESC').addOrderBy('r.revocationId', 'DESC').limit(limit + 1);
    if (after) query.where('(r.created_at, r.revocation_id) < (:key::timestamptz, :id::uuid)', { ...after });
    const rows = await query.getMany();
    return pageOf(rows, limit, ({ createdAt, revocationId }) => ({ key: createdAt.toISOString(), id: revocationId }));
  }

  /** Has a plan executed. False, and nothing changed, when it is none any more. */
  async start(manager: EntityManager, revocationId: string, ordered: Ordered, now: Date): Promise<boolean> {
    const query = manager.createQueryBuilder().update(MassRevocation).set({ state: 'running', startedAt: now, ...columnsOf(ordered) });
    const { affected } = await query.where("revocation_id = :revocationId AND state = 'planned' AND expires_at > :now", { revocationId, now }).execute();
    return affected === 1;
  }

  /** Ends a plan or what is under way; a batch in hand is ended first. False when there is nothing to end. */
  async cancel(manager: EntityManager, revocationId: string, now: Date): Promise<boolean> {
    const query = manager.createQueryBuilder().update(MassRevocation).set({ state: 'cancelled', endedAt: now });
    const { affected } = await query.where("revocation_id = :revocationId AND (state = 'running' OR (state = 'planned' AND expires_at > :now))", { revocationId, now }).execute();
    return affected === 1;
  }

  /** Ends plans that nobody executed, and forgets the sets that are of no use any more. */
  async sweep(now: Date): Promise<void> {
    await this.dataSource.query(`UPDATE mass_revocation SET state = 'expired', ended_at = expires_at WHERE state = 'planned' AND expires_at <= $1`, [now]);
    await this.dataSource.query(`DELETE FROM mass_revocation_member WHERE revocation_id IN (SELECT revocation_id FROM mass_revocation WHERE state IN ('cancelled', 'expired'))`);
  }

  private async choose(manager: EntityManager, filter: TokenFilter, revocationId: string, now: Date): Promise<Chosen> {
    await planForValues(manager);
    await manager.query(`SET LOCAL statement_timeout = ${PATIENCE}`);
    const values = new Values();
    const conditions = [...(await this.tokens.conditionsOf(filter, values)), `f.revoked_at IS NULL AND g.revoked_at IS NULL AND f.expires_at > ${values.add(now)}`];
    const [chosen] = await manager.query(
      `WITH chosen AS MATERIALIZED (SELECT f.grant_id, g.account_id, g.client_id FROM ${FAMILIES} WHERE ${conditions.join(' AND ')}),
        kept AS (INSERT INTO mass_revocation_member (revocation_id, grant_id) SELECT ${values.add(revocationId)}, grant_id FROM chosen)
       SELECT count(*)::int AS total, count(DISTINCT account_id)::int AS accounts, count(DISTINCT client_id)::int AS clients,
        (SELECT array_agg(grant_id) FROM (SELECT grant_id FROM chosen ORDER BY grant_id DESC LIMIT ${SAMPLE}) newest) AS sample FROM chosen`,
      values.list,
    );
    return chosen;
  }
}

type Chosen = Pick<MassRevocation, 'total' | 'accounts' | 'clients'> & { sample: string[] | null };

function columnsOf({ actor, caller, reason, ticket }: Ordered) {
  return { actorSub: actor.sub, actorClientId: actor.clientId, ip: caller.ip, userAgent: caller.userAgent, requestId: caller.requestId, reason, ticket };
}
