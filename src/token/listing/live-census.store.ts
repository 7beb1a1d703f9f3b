import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { report } from '../../database/report.js';
import { FAMILIES, FOUNDATIONS, hasStatusSql } from './token-status.sql.js';

/** Of the families, so many bytes are looked at: some 40,000 of them. Where there are more, the whole is told from these. */
const SAMPLE = 8 * 1024 * 1024;

/** Frozen families that are looked at. */
const FROZEN_COUNTED = 1000;

const FROZEN_SHOWN = 5;

export interface LiveClient {
  clientId: string;
  clientName: string;
  families: number;
}

/** How many families live, and on which clients. */
export interface Census {
  families: number;
  /** Told from a sample. */
  isEstimate: boolean;
  /** The greatest first. */
  clients: LiveClient[];
}

/** A family that somebody should look at. */
export interface FrozenFamily {
  grantId: string;
  clientId: string;
  clientName: string;
  accountId: string;
  username: string | null;
  frozenAt: Date;
  frozenReason: string | null;
}

export interface Frozen {
  count: number;
  hasMore: boolean;
  /** The latest first. */
  latest: FrozenFamily[];
}

/** What can be told of all families in bounded time, however many there are. */
@Injectable()
export class LiveCensusStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Exact for some 40,000 families and less. Always the same pages are sampled, so that the number moves no more than the truth does. */
  take(now: Date): Promise<Census> {
    return report(this.dataSource, async (manager) => {
      const share = await shareOf(manager);
      const sample = share < 1 ? `TABLESAMPLE SYSTEM (${share * 100}) REPEATABLE (1)` : '';
      const rows: LiveClient[] = await manager.query(`SELECT g.client_id AS "clientId", c.client_name AS "clientName", count(*)::integer AS families
        FROM refresh_token f ${sample} JOIN "grant" g USING (grant_id) ${FOUNDATIONS}
        WHERE ${hasStatusSql(['live'], momentOf(now))} GROUP BY 1, 2 ORDER BY 3 DESC, 1`);
      const clients = rows.map((row) => ({ ...row, families: Math.round(row.families / share) }));
      return { families: clients.reduce((sum, { families }) => sum + families, 0), isEstimate: share < 1, clients };
    });
  }

  findFrozen(now: Date): Promise<Frozen> {
    return report(this.dataSource, async (manager) => {
      const rows: (FrozenFamily & { count: number })[] = await manager.query(`SELECT *, count(*) OVER ()::integer AS count FROM (
        SELECT f.grant_id AS "grantId", g.client_id AS "clientId", c.client_name AS "clientName", g.account_id AS "accountId", a.username,
          f.frozen_at AS "frozenAt", f.frozen_reason AS "frozenReason"
        FROM ${FAMILIES} WHERE f.frozen_at IS NOT NULL AND ${hasStatusSql(['frozen'], momentOf(now))} ORDER BY f.issued_at DESC LIMIT ${FROZEN_COUNTED + 1}) frozen
        ORDER BY "frozenAt" DESC LIMIT ${FROZEN_SHOWN}`);
      const count = rows[0]?.count ?? 0;
      return { count: Math.min(count, FROZEN_COUNTED), hasMore: count > FROZEN_COUNTED, latest: rows };
    });
  }
}

const momentOf = (now: Date) => `'${now.toISOString()}'::timestamptz`;

/** The part of all families that the sample has. */
async function shareOf(manager: EntityManager): Promise<number> {
  const [{ bytes }] = await manager.query(`SELECT pg_relation_size('refresh_token')::float8 AS bytes`);
  return Math.min(1, SAMPLE / bytes || 1);
}
