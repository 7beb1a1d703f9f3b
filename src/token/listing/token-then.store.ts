import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Page, PageRequest } from '../../database/page.js';
import { readPage } from '../../database/time.pages.js';
import type { Question } from '../../database/time.walk.js';
import type { Values } from '../../database/values.js';
import { Clock, plusSeconds } from '../../protocol/clock.js';
import { ENDED_REASON, FAMILIES, SUCCESS } from './token-status.sql.js';

/** Whose tokens: at least one of these. */
export interface ThenFilter {
  clientId?: string;
  accountId?: string;
}

/** What may have been otherwise then, since only the last of its changes is known and that came later. */
export const DOUBTS = ['session', 'password', 'consent', 'account', 'client'] as const;

/** A family that was live at a moment. */
export interface TokenThen {
  key: string;
  id: string;
  clientId: string;
  clientName: string;
  accountId: string;
  username: string;
  sessionId: string;
  scopes: string[];
  resources: string[];
  issuedAt: Date;
  expiresAt: Date;
  /** Before that moment. */
  lastUsedAt: Date | null;
  /** Since then, in so far as it was ended. */
  revokedAt: Date | null;
  endedReason: string | null;
  doubts: (typeof DOUBTS)[number][];
}

/** Milliseconds: a month of logins of one person or application is read at once. */
const FIRST_WINDOW = 30 * 86_400_000;

const ENDS_WITH_SESSION = `(c.ends_at_logout OR NOT 'offline_access' = ANY(g.scopes))`;

/** Told by what stands in the rows of today, the ledger of uses, and that of acts, which has what an act replaced. */
@Injectable()
export class TokenThenStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The youngest first. */
  findPage(filter: ThenFilter, then: Date, page: PageRequest): Promise<Page<TokenThen>> {
    const to = plusSeconds(then, 0.001); // what was issued at that very moment is among them
    return readPage<TokenThen>(this.dataSource, questionOf(filter, then), { to, isDescending: true, now: this.clock.now() }, page);
  }
}

function questionOf({ clientId, accountId }: ThenFilter, then: Date): Question {
  return {
    ...{ table: '"grant"', at: 'g.created_at', id: 'g.grant_id', firstWindow: FIRST_WINDOW },
    select: (values) => selectionOf(`${values.add(then)}::timestamptz`),
    conditions: (values) => [
      ...values.given(clientId, (id) => `g.client_id = ${id}`),
      ...values.given(accountId, (id) => `g.account_id = ${id}`),
      ...conditionsOf(values, then),
    ],
  };
}

function selectionOf(then: string): string {
  return `SELECT g.created_at::text AS key, g.grant_id AS id, g.client_id AS "clientId", c.client_name AS "clientName", g.account_id AS "accountId", a.username,
      g.session_id AS "sessionId", g.scopes, g.resources, f.issued_at AS "issuedAt", f.expires_at AS "expiresAt", ${lastUse(then)} AS "lastUsedAt",
      coalesce(f.revoked_at, g.revoked_at) AS "revokedAt", ${ENDED_REASON} AS "endedReason", ${doubtsOf(then)} AS doubts
    FROM ${FAMILIES} LEFT JOIN LATERAL (
      SELECT id, (old->>'frozenAt')::timestamptz AS frozen_at, (old->>'frozenUntil')::timestamptz AS frozen_until FROM admin_event
      WHERE target_kind = 'token' AND target_id = g.grant_id::text AND at > ${then} AND old ? 'frozenAt' ORDER BY at, id LIMIT 1) later ON true
      CROSS JOIN LATERAL (SELECT CASE WHEN later.id IS NULL THEN f.frozen_at ELSE later.frozen_at END AS at, CASE WHEN later.id IS NULL THEN f.frozen_until ELSE later.frozen_until END AS until) held`;
}

const lastUse = (then: string) => `(SELECT u.at FROM refresh_usage u WHERE u.grant_id = g.grant_id AND u.at <= ${then} AND u.verdict IN (${SUCCESS}) ORDER BY u.at DESC, u.id DESC LIMIT 1)`;

/** As the refresh policy judges, of that time. */
function conditionsOf(values: Values, moment: Date): string[] {
  const then = `${values.add(moment)}::timestamptz`;
  const notYet = (time: string) => `(${time} IS NULL OR ${time} > ${then})`;
  const isLoggedIn = `${notYet('s.ended_at')} AND s.expires_at > ${then} AND (a.password_changed_at <= s.auth_time OR ${notYet('a.password_changed_at')})`;
  return [
    ...[`f.expires_at > ${then}`, notYet('f.revoked_at'), notYet('g.revoked_at')],
    ...[notYet('a.disabled_at'), notYet('a.deleted_at'), notYet('c.disabled_at')],
    `(a.password_changed_at <= g.auth_time OR ${notYet('a.password_changed_at')})`,
    `(consent.withdrawn_at < g.created_at OR ${notYet('consent.withdrawn_at')})`,
    `(NOT ${ENDS_WITH_SESSION} OR s.session_id IS NULL OR (${isLoggedIn}))`,
    `(c.refresh_token_idle_ttl IS NULL OR coalesce(${lastUse(then)}, f.issued_at) + c.refresh_token_idle_ttl * interval '1 second' > ${then})`,
    `(held.at IS NULL OR held.at > ${then} OR held.until <= ${then})`,
  ];
}

/** Expired sessions are deleted; of all else the row tells of the last change only. */
function doubtsOf(then: string): string {
  const cases: Record<(typeof DOUBTS)[number], string> = {
    session: `${ENDS_WITH_SESSION} AND s.session_id IS NULL`,
    password: `a.password_changed_at > ${then}`,
    consent: `consent.withdrawn_at > ${then}`,
    account: `a.updated_at > ${then}`,
    client: `c.updated_at > ${then}`,
  };
  return `array_remove(ARRAY[${Object.entries(cases).map(([doubt, holds]) => `CASE WHEN ${holds} THEN '${doubt}' END`).join(', ')}], NULL)`;
}
