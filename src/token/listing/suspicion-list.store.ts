import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { report } from '../../database/report.js';
import { plusSeconds } from '../../protocol/clock.js';
import { FAMILIES, hasStatusSql } from './token-status.sql.js';

/** Days after which a suspicion is no longer news. */
export const SUSPICION_DAYS = 7;

/** Suspicions that are looked at, and families that are shown. */
const MOST = { looked: 1000, shown: 5 } as const;

/** A family that may be in two hands. */
export interface SuspectedFamily {
  grantId: string;
  clientId: string;
  clientName: string;
  accountId: string;
  username: string | null;
  suspectedAt: Date;
  score: number;
  signals: string[];
  /** In words. */
  reason: string;
}

export interface Suspected {
  count: number;
  hasMore: boolean;
  /** The latest first. */
  latest: SuspectedFamily[];
}

/** Of each family the latest, unless the person was erased; one that somebody has since acted upon has been looked at. */
const SUSPECTED = (now: string) => `
  WITH lately AS MATERIALIZED (SELECT target_id, at, new, reason FROM admin_event WHERE action = 'token.suspect' AND at > $1 AND target_id <> '' ORDER BY at DESC LIMIT ${MOST.looked + 1}),
  told AS (SELECT DISTINCT ON (target_id) target_id::uuid AS id, at, new, reason FROM lately ORDER BY target_id, at DESC)
  SELECT told.id AS "grantId", g.client_id AS "clientId", c.client_name AS "clientName", g.account_id AS "accountId", a.username, told.at AS "suspectedAt",
    (told.new->>'score')::integer AS score, ARRAY(SELECT jsonb_array_elements_text(told.new->'signals')) AS signals, told.reason,
    count(*) OVER ()::integer AS count, (SELECT count(*) > ${MOST.looked} FROM lately) AS "hasMore"
  FROM told, ${FAMILIES} WHERE f.grant_id = told.id AND ${hasStatusSql(['live'], now)}
    AND NOT EXISTS (SELECT FROM admin_event later WHERE later.target_kind = 'token' AND later.target_id = told.id::text AND later.at > told.at AND later.action <> 'token.suspect')
  ORDER BY told.at DESC LIMIT ${MOST.shown}`;

/** Suspicions of theft that nobody has looked at yet. Reads only. */
@Injectable()
export class SuspicionListStore {
  constructor(private readonly dataSource: DataSource) {}

  find(now: Date): Promise<Suspected> {
    return report(this.dataSource, async (manager) => {
      const sql = SUSPECTED(`'${now.toISOString()}'::timestamptz`);
      const rows: (SuspectedFamily & { count: number; hasMore: boolean })[] = await manager.query(sql, [plusSeconds(now, -SUSPICION_DAYS * 86_400)]);
      return { count: rows[0]?.count ?? 0, hasMore: rows[0]?.hasMore ?? false, latest: rows };
    });
  }
}
