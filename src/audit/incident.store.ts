import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Moment } from './timeline.store.js';
import type { Verdict } from './verdict.js';

type OfMoment = 'kind' | 'id' | 'at' | 'what' | 'reason' | 'ip' | 'userAgent' | 'requestId' | 'clientId' | 'generation' | 'accessTokenJti' | 'accessTokenExpiresAt' | 'actor' | 'ticket';

/** A line of either ledger, as an explanation quotes it: an attempt to refresh (`use`), or an administrative act. */
export interface Incident extends Pick<Moment, OfMoment> {
  /** Of a use; the nil UUID when the token told of none. */
  grantId: string | null;
  /** Of an act. */
  targetKind: string | null;
  targetId: string | null;
}

/** What an act was upon. */
export interface Target {
  kind: string;
  id: string;
}

const USES = `SELECT 'use' AS kind, at, id, verdict AS what, reason, host(ip) AS ip, user_agent AS "userAgent", request_id AS "requestId", client_id AS "clientId",
  grant_id AS "grantId", generation, access_token_jti AS "accessTokenJti", access_token_expires_at AS "accessTokenExpiresAt",
  NULL AS actor, NULL AS "targetKind", NULL AS "targetId", NULL AS ticket FROM refresh_usage`;
const ACTS = `SELECT 'act' AS kind, at, id, action AS what, reason, host(ip) AS ip, user_agent AS "userAgent", request_id AS "requestId", actor_client_id AS "clientId",
  NULL::uuid AS "grantId", NULL::integer AS generation, NULL AS "accessTokenJti", NULL::timestamptz AS "accessTokenExpiresAt",
  actor_sub AS actor, target_kind AS "targetKind", target_id AS "targetId", ticket FROM admin_event`;

/** Finds single lines of both ledgers by what is known of them. In the caller's transaction, so that all that an explanation says is of one moment. */
@Injectable()
export class IncidentStore {
  /** What one request did, in order. */
  async findByRequest(manager: EntityManager, requestId: string, limit: number): Promise<Incident[]> {
    // The planner thinks so little of Bloom filters that it would rather read it all: 300 ms for a million rows, not 12.
    await manager.query('SET LOCAL enable_seqscan = off');
    const sql = `(${USES} WHERE request_id = $1) UNION ALL (${ACTS} WHERE request_id = $1 ORDER BY at LIMIT $2) ORDER BY at, id LIMIT $2`;
    return manager.query(sql, [requestId, limit]);
  }

  /** The refresh that brought an access token. */
  findByJti(manager: EntityManager, grantId: string, jti: string): Promise<Incident | null> {
    return this.findUse(manager, grantId, 'access_token_jti = $2', [jti]);
  }

  /** The refresh that spent this generation. */
  findRotation(manager: EntityManager, grantId: string, generation: number): Promise<Incident | null> {
    return this.findUse(manager, grantId, "generation = $2 AND verdict = 'rotated'", [generation]);
  }

  /** The attempt that was judged so at this moment. */
  findAt(manager: EntityManager, grantId: string, verdict: Verdict, at: Date): Promise<Incident | null> {
    return this.findUse(manager, grantId, 'at = $2 AND verdict = $3', [at, verdict]);
  }

  /** The last attempts, newest first. */
  findLastUses(manager: EntityManager, grantId: string, limit: number): Promise<Incident[]> {
    return manager.query(`${USES} WHERE grant_id = $1 ORDER BY at DESC, id DESC LIMIT $2`, [grantId, limit]);
  }

  /** The last acts upon each of these since then. */
  findActs(manager: EntityManager, targets: readonly Target[], since: Date, limit: number): Promise<Incident[]> {
    const sql = `SELECT act.* FROM unnest($1::text[], $2::text[]) AS target (kind, id)
      CROSS JOIN LATERAL (${ACTS} WHERE target_kind = target.kind AND target_id = target.id AND at >= $3 ORDER BY at DESC LIMIT $4) act ORDER BY act.at DESC`;
    return manager.query(sql, [targets.map(({ kind }) => kind), targets.map(({ id }) => id), since, limit]);
  }

  private async findUse(manager: EntityManager, grantId: string, condition: string, values: unknown[]): Promise<Incident | null> {
    const [row] = await manager.query(`${USES} WHERE grant_id = $1 AND ${condition} ORDER BY at, id LIMIT 1`, [grantId, ...values]);
    return row ?? null;
  }
}
