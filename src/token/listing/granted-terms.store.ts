import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { DEVICE_CODE } from '../../client/client.entity.js';
import { report } from '../../database/report.js';
import { TERMS } from './grant-terms.sql.js';
import { SUCCESS } from './token-status.sql.js';

/** Families of a client that are looked at, the newest, and refreshes of each, the latest: so that no client takes long. */
const LOOKED_AT = { families: 100, refreshes: 20 };

/** What a client may ask for and was never granted. */
export interface NeverGranted {
  clientId: string;
  scopes: string[];
}

/** What refreshes made of what was granted, for all that were granted the same. */
export interface TermsInUse {
  clientId: string;
  grantedScopes: string[];
  grantedResources: string[];
  /** Of one refresh's answer. */
  scopes: string[];
  resources: string[];
  refreshes: number;
}

/** What was granted and what became of it. Reads only. */
@Injectable()
export class GrantedTermsStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Of clients that act for people alone: what programs are given is written nowhere. */
  findScopesNeverGranted(): Promise<NeverGranted[]> {
    return this.ask(`WITH ${TERMS}, granted AS (SELECT client_id, array_agg(DISTINCT scope) AS scopes FROM terms, unnest(scopes) scope GROUP BY client_id)
      SELECT * FROM (
        SELECT c.client_id AS "clientId", ARRAY(SELECT scope FROM unnest(c.scopes) scope WHERE (scope = ANY(g.scopes)) IS NOT TRUE ORDER BY scope) AS scopes
        FROM client c LEFT JOIN granted g USING (client_id)
        WHERE c.grant_types && '{authorization_code,${DEVICE_CODE}}' AND NOT c.grant_types @> '{client_credentials}' AND c.disabled_at IS NULL AND c.deleted_at IS NULL) found
      WHERE scopes <> '{}' ORDER BY "clientId"`);
  }

  /** The identifiers of resources that no person has granted an application. */
  async findResourcesNeverGranted(): Promise<string[]> {
    const rows = await this.ask<{ identifier: string }>(`WITH ${TERMS}
      SELECT identifier FROM resource WHERE identifier <> ALL(ARRAY(SELECT DISTINCT unnest(resources) FROM terms)) ORDER BY identifier`);
    return rows.map(({ identifier }) => identifier);
  }

  /** In a sample of each client's families: the newest, and of each the latest refreshes since that time. */
  findInUse(since: Date): Promise<TermsInUse[]> {
    return this.ask(
      `SELECT c.client_id AS "clientId", newest.scopes AS "grantedScopes", newest.resources AS "grantedResources", used.scopes, used.resources, count(*)::int AS refreshes
       FROM client c
       CROSS JOIN LATERAL (SELECT grant_id, scopes, resources FROM "grant" WHERE client_id = c.client_id ORDER BY created_at DESC, grant_id DESC LIMIT ${LOOKED_AT.families}) newest
       CROSS JOIN LATERAL (SELECT scopes, resources FROM refresh_usage u WHERE u.grant_id = newest.grant_id AND u.at >= $1 AND u.verdict IN (${SUCCESS})
         ORDER BY u.at DESC LIMIT ${LOOKED_AT.refreshes}) used
       WHERE c.grant_types @> '{refresh_token}' GROUP BY 1, 2, 3, 4, 5 ORDER BY 1`,
      [since],
    );
  }

  private ask<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return report(this.dataSource, (manager: EntityManager): Promise<Row[]> => manager.query(sql, values));
  }
}
