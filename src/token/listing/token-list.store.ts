import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { pageOf, type Page, type PageRequest } from '../../database/page.js';
import { report } from '../../database/report.js';
import { Values } from '../../database/values.js';
import { SigningKeyStore } from '../../keys/signing-key.store.js';
import { Clock, plusSeconds } from '../../protocol/clock.js';
import { conditionsOf, type FilterContext } from './token-filter.sql.js';
import { choiceByDayOfLastUse, choiceByIssue, choiceByLastUse, orderBy, type Choice } from './token-order.sql.js';
import { ENDED_REASON, FAMILIES, FOUNDATIONS, POLICY, statusSql, SUCCESS } from './token-status.sql.js';
import type { TokenFilter, TokenOrder, TokenRow } from './token.filter.js';

/** Up to how many a family's uses are counted: in a list so that a page stays quick, of one alone as many as a busy machine makes in months. */
export const USES_COUNTED = { inList: 100, alone: 100_000 };

/** Up to so many tokens a list is sorted by the last use exactly; more are sorted by its day, for a use is not written where an index has it. */
const SORTED_EXACTLY = 2000;

/** Milliseconds that uses under way are given to be in the ledger, before a walk by last use begins. */
const SETTLING = 20;

/** Seconds by which the coarser walk looks back instead. */
const LOOKING_BACK = 5;

/** Families of refresh tokens, found by filters. Reads only: what changes them is the refresh and the token office. */
@Injectable()
export class TokenListStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: SigningKeyStore,
    private readonly clock: Clock,
  ) {}

  /** A walk through all pages meets each family that was there throughout once, whatever is refreshed meanwhile. */
  async findPage(filter: TokenFilter, order: TokenOrder, page: PageRequest): Promise<Page<TokenRow>> {
    const context = await this.contextOf(filter);
    if (order.by === 'last_used_at' && !page.after) await delay(SETTLING);
    return report(this.dataSource, async (manager) => {
      const walk = order.by === 'last_used_at' ? (page.after?.walk ?? (await begin(manager, filter, context))) : undefined;
      const values = new Values();
      const choice = choose({ filter, order, context, page, values }, walk);
      const sql = `WITH chosen AS MATERIALIZED (${choice}) ${describe(USES_COUNTED.inList, values.add(context.now))} ${orderBy(order, 'chosen.sort', 'f.grant_id')}`;
      const rows: Chosen[] = await manager.query(sql, values.list);
      return pageOf(rows, page.limit, ({ sort, grantId }) => ({ key: sort, id: grantId, walk }));
    });
  }

  /** @param manager to read within a transaction; a snapshot of its own when absent */
  async find(grantId: string, manager?: EntityManager): Promise<TokenRow | null> {
    const values = new Values();
    const sql = `WITH chosen AS (SELECT grant_id, issued_at AS sort FROM refresh_token WHERE grant_id = ${values.add(grantId)})
      ${describe(USES_COUNTED.alone, values.add(this.clock.now()))}`;
    const ask = (asked: EntityManager): Promise<TokenRow[]> => asked.query(sql, values.list);
    const [row] = await (manager ? ask(manager) : report(this.dataSource, ask));
    return row ?? null;
  }

  /** How many there are, counted up to `most`. */
  async count(filter: TokenFilter, most: number): Promise<number> {
    const context = await this.contextOf(filter);
    return report(this.dataSource, (manager) => countUpTo(manager, most, filter, context));
  }

  /** What a statement of another store needs to select the same families: `SELECT f.grant_id FROM ${FAMILIES} WHERE …`. */
  async conditionsOf(filter: TokenFilter, values: Values): Promise<string[]> {
    return conditionsOf(filter, await this.contextOf(filter), values);
  }

  private async contextOf({ kid }: TokenFilter): Promise<FilterContext> {
    return { now: this.clock.now(), span: kid === undefined ? null : await this.keys.findSpan(kid) };
  }
}

type Chosen = TokenRow & { sort: string };

/** How a walk by last use goes, and since when. */
async function begin(manager: EntityManager, filter: TokenFilter, context: FilterContext): Promise<string> {
  const count = await countUpTo(manager, SORTED_EXACTLY + 1, filter, context);
  if (count > SORTED_EXACTLY) return `day ${plusSeconds(context.now, -LOOKING_BACK).toISOString()}`;
  return `use ${context.now.toISOString()}`;
}

async function countUpTo(manager: EntityManager, most: number, filter: TokenFilter, context: FilterContext): Promise<number> {
  const values = new Values();
  const conditions = ['true', ...conditionsOf(filter, context, values)].join(' AND ');
  const [{ count }] = await manager.query(`SELECT count(*)::int FROM (SELECT FROM ${FAMILIES} WHERE ${conditions} LIMIT ${most}) found`, values.list);
  return count;
}

function choose(choice: Choice, walk: string | undefined): string {
  if (walk === undefined) return choiceByIssue(choice);
  const [precision, asOf] = walk.split(' ') as [string, string];
  return precision === 'use' ? choiceByLastUse(choice, asOf) : choiceByDayOfLastUse(choice, asOf);
}

/** The rows of those chosen: the ledger is asked for the last use of each. */
function describe(counted: number, now: string): string {
  const used = `FROM refresh_usage u WHERE u.grant_id = f.grant_id AND u.verdict IN (${SUCCESS})`;
  return `SELECT chosen.sort::text AS sort, f.grant_id AS "grantId", g.client_id AS "clientId", c.client_name AS "clientName", g.account_id AS "accountId",
      a.username, g.session_id AS "sessionId", ${statusSql(`${now}::timestamptz`)} AS status, coalesce(f.revoked_at, g.revoked_at) AS "revokedAt",
      ${ENDED_REASON} AS "endedReason", ${POLICY} AS policy, g.scopes, g.resources, f.dpop_jkt IS NOT NULL AS "isKeyBound", f.issued_at AS "issuedAt",
      host(g.ip) AS "firstIp", g.user_agent AS "firstUserAgent", last.at AS "lastUsedAt", host(last.ip) AS "lastIp", last.user_agent AS "lastUserAgent",
      uses.count AS uses, f.expires_at AS "expiresAt", f.generation, f.frozen_at AS "frozenAt", f.frozen_until AS "frozenUntil",
      f.frozen_reason AS "frozenReason", f.rotate_next_at AS "rotateNextAt",
      coalesce(last.at, f.issued_at) + c.refresh_token_idle_ttl * interval '1 second' AS "idleExpiresAt"
    FROM chosen JOIN refresh_token f USING (grant_id) JOIN "grant" g USING (grant_id) ${FOUNDATIONS}
    LEFT JOIN LATERAL (SELECT at, ip, user_agent ${used} ORDER BY at DESC, id DESC LIMIT 1) last ON true
    CROSS JOIN LATERAL (SELECT count(*)::int AS count FROM (SELECT ${used} LIMIT ${counted + 1}) counted) uses`;
}
