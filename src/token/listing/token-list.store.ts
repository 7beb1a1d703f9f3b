import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Page, PageRequest } from '../../database/page.js';
import { report } from '../../database/report.js';
import { areFew, readPage } from '../../database/time.pages.js';
import type { Question, Walked } from '../../database/time.walk.js';
import { Values } from '../../database/values.js';
import { SigningKeyStore } from '../../keys/signing-key.store.js';
import { Clock, plusSeconds } from '../../protocol/clock.js';
import { candidatesOf, conditionsOf, type FilterContext } from './token-filter.sql.js';
import { byDayOfLastUse, byIssue, byLastUse } from './token-order.sql.js';
import { ENDED_REASON, FAMILIES, FOUNDATIONS, POLICY, statusSql, SUCCESS } from './token-status.sql.js';
import type { TokenFilter, TokenOrder, TokenRow } from './token.filter.js';

/** Up to how many a family's uses are counted: in a list so that a page stays quick, of one alone as many as a busy machine makes in months. */
export const USES_COUNTED = { inList: 100, alone: 100_000 };

/** Milliseconds: the first window of those that cannot be found at once. */
const FIRST_WINDOW = 600_000;

/** Milliseconds that uses under way are given to be in the ledger, before a walk by the exact last use begins. */
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

  /**
   * A walk through all pages meets each family that was there throughout once, whatever is refreshed meanwhile. A page with fewer rows than
   * wanted may have a next one all the same: those that are few and far between are looked for a stretch at a time.
   */
  async findPage(filter: TokenFilter, order: TokenOrder, page: PageRequest): Promise<Page<TokenRow>> {
    const context = { ...(await this.contextOf(filter)), isRare: filter.network === undefined ? undefined : await this.areFew({ network: filter.network }) };
    const walk = page.after?.walk ? readWalk(page.after.walk) : await this.begin(filter, order, context.now);
    const stretch = { from: filter.issuedAfter, to: walk.kind === 'issue' ? filter.issuedBefore : undefined, isDescending: order.isDescending, now: context.now };
    const question: Question = { ...QUESTIONS[walk.kind]({ filter, context }, walk.since), whole: walk.areFew ? 'few' : 'tried', firstWindow: FIRST_WINDOW };
    const found = await readPage<Walked>(this.dataSource, question, stretch, { ...page, after: page.after && { ...page.after, walk: walk.width } });
    const describe = (manager: EntityManager) => this.describe(manager, found.rows.map(({ id }) => id), USES_COUNTED.inList, context.now);
    const rows = found.rows.length === 0 ? [] : await report(this.dataSource, describe, { isByKey: true });
    return { rows, next: found.next && { ...found.next, walk: writeWalk({ ...walk, width: found.next.walk }) } };
  }

  /** @param manager to read within a transaction; a snapshot of its own when absent */
  async find(grantId: string, manager?: EntityManager): Promise<TokenRow | null> {
    const ask = (asked: EntityManager) => this.describe(asked, [grantId], USES_COUNTED.alone, this.clock.now());
    const [row] = await (manager ? ask(manager) : report(this.dataSource, ask));
    return row ?? null;
  }

  /** Those of these ids that no family has or ever had. */
  async findUnknown(grantIds: readonly string[]): Promise<string[]> {
    const sql = 'SELECT id FROM unnest($1::uuid[]) id WHERE NOT EXISTS (SELECT FROM refresh_token WHERE grant_id = id)';
    const rows: { id: string }[] = await report(this.dataSource, (manager) => manager.query(sql, [grantIds]), { isByKey: true });
    return rows.map(({ id }) => id);
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

  private async begin(filter: TokenFilter, { by }: TokenOrder, now: Date): Promise<Walk> {
    const areFew = await this.areFew(filter);
    const kind = by === 'issued_at' ? 'issue' : areFew ? 'use' : 'day';
    if (kind === 'use') await delay(SETTLING);
    return { kind, areFew, since: (kind === 'day' ? plusSeconds(now, -LOOKING_BACK) : now).toISOString() };
  }

  private areFew(filter: TokenFilter): Promise<boolean> {
    const values = new Values();
    return areFew(this.dataSource, candidatesOf(filter, values), values);
  }

  private describe(manager: EntityManager, grantIds: string[], counted: number, now: Date): Promise<TokenRow[]> {
    return manager.query(describe(counted), [grantIds, now]);
  }

  private async contextOf({ kid }: TokenFilter): Promise<FilterContext> {
    return { now: this.clock.now(), span: kid === undefined ? null : await this.keys.findSpan(kid) };
  }
}

/** How a list is walked through, and since when. */
interface Walk {
  kind: keyof typeof QUESTIONS;
  areFew: boolean;
  since: string;
  /** Of the window that comes next. */
  width?: string;
}

const QUESTIONS = { issue: byIssue, use: byLastUse, day: byDayOfLastUse };

const writeWalk = ({ kind, areFew, since, width }: Walk) => [kind, since, areFew ? 'few' : width].join(' ');

function readWalk(text: string): Walk {
  const [kind, since, width] = text.split(' ') as [Walk['kind'], string, string?];
  return { kind, since, areFew: width === 'few', width };
}

async function countUpTo(manager: EntityManager, most: number, filter: TokenFilter, context: FilterContext): Promise<number> {
  const values = new Values();
  const conditions = ['true', ...conditionsOf(filter, context, values)].join(' AND ');
  const [{ count }] = await manager.query(`SELECT count(*)::int FROM (SELECT FROM ${FAMILIES} WHERE ${conditions} LIMIT ${most}) found`, values.list);
  return count;
}

/** The rows of `$1`, in that order, as of `$2`: the ledger is asked for the last use of each. */
function describe(counted: number): string {
  const used = `FROM refresh_usage u WHERE u.grant_id = f.grant_id AND u.verdict IN (${SUCCESS})`;
  return `SELECT f.grant_id AS "grantId", g.client_id AS "clientId", c.client_name AS "clientName", g.account_id AS "accountId",
      a.username, g.session_id AS "sessionId", ${statusSql('$2::timestamptz')} AS status, coalesce(f.revoked_at, g.revoked_at) AS "revokedAt",
      ${ENDED_REASON} AS "endedReason", ${POLICY} AS policy, g.scopes, g.resources, f.dpop_jkt IS NOT NULL AS "isKeyBound", f.issued_at AS "issuedAt",
      host(g.ip) AS "firstIp", g.user_agent AS "firstUserAgent", last.at AS "lastUsedAt", host(last.ip) AS "lastIp", last.user_agent AS "lastUserAgent",
      uses.count AS uses, f.expires_at AS "expiresAt", f.generation, f.frozen_at AS "frozenAt", f.frozen_until AS "frozenUntil",
      f.frozen_reason AS "frozenReason", f.rotate_next_at AS "rotateNextAt",
      coalesce(last.at, f.issued_at) + c.refresh_token_idle_ttl * interval '1 second' AS "idleExpiresAt"
    FROM unnest($1::uuid[]) WITH ORDINALITY chosen (grant_id, place) JOIN refresh_token f USING (grant_id) JOIN "grant" g USING (grant_id) ${FOUNDATIONS}
    LEFT JOIN LATERAL (SELECT at, ip, user_agent ${used} ORDER BY at DESC, id DESC LIMIT 1) last ON true
    CROSS JOIN LATERAL (SELECT count(*)::int AS count FROM (SELECT ${used} LIMIT ${counted + 1}) counted) uses
    ORDER BY chosen.place`;
}
