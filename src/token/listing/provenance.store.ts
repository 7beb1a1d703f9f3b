import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { NO_GRANT } from '../../audit/ledger.store.js';
import { plusSeconds } from '../../protocol/clock.js';
import { grantIdOf } from '../access-token.js';
import type { RevocationReason } from '../revocation-reason.js';
import { FOUNDATIONS, statusSql, SUCCESS } from './token-status.sql.js';
import type { TokenStatus } from './token.filter.js';

/** Where a grant and its tokens come from, and all that they rest on. */
export interface Provenance {
  grantId: string;
  scopes: string[];
  resources: string[];
  acr: string;
  amr: string[];
  /** When the person proved who he is. */
  authTime: Date;
  createdAt: Date;
  /** Who fetched the first tokens. */
  ip: string | null;
  userAgent: string | null;
  accessTokenJti: string | null;
  accessTokenExpiresAt: Date | null;
  /** Of the grant, or of its refresh tokens. */
  revokedAt: Date | null;
  revokedReason: RevocationReason | null;
  family: FamilyProvenance | null;
  session: SessionProvenance;
  account: { accountId: string; username: string | null; isGone: boolean; disabledAt: Date | null; deletedAt: Date | null; passwordChangedAt: Date | null };
  client: { clientId: string; clientName: string; disabledAt: Date | null };
  consentWithdrawnAt: Date | null;
}

export interface FamilyProvenance {
  status: TokenStatus;
  generation: number;
  expiresAt: Date;
  idleExpiresAt: Date | null;
  lastUsedAt: Date | null;
  /** Until when the generation spent last may be presented again; null when it may not. */
  retriableUntil: Date | null;
  frozenAt: Date | null;
  frozenUntil: Date | null;
  frozenReason: string | null;
}

export interface SessionProvenance {
  sessionId: string;
  /** False for one that has been swept away after its end. */
  isKept: boolean;
  createdAt: Date | null;
  authTime: Date | null;
  expiresAt: Date | null;
  endedAt: Date | null;
  ip: string | null;
  userAgent: string | null;
}

/** What an ID token says of itself, for it has no `jti`. */
export interface IdTokenClaims {
  sub: string;
  sid: string;
  clientId: string;
  issuedAt: Date;
}

/** That an access token was ended alone, and whose it is when it is a program's. */
export interface OwnEnd {
  revokedAt: Date | null;
  /** `clientName`: null when there is no such client any more. */
  program: { clientId: string; clientName: string | null; disabledAt: Date | null } | null;
}

const USED = `LEFT JOIN LATERAL (SELECT at FROM refresh_usage u WHERE u.grant_id = g.grant_id AND u.verdict IN (${SUCCESS}) ORDER BY at DESC, id DESC LIMIT 1) used ON true`;

/** The columns by the part of the provenance that they are of. */
const PARTS = {
  grant: {
    ...{ grantId: 'g.grant_id', scopes: 'g.scopes', resources: 'g.resources', acr: 'g.acr', amr: 'g.amr', authTime: 'g.auth_time', createdAt: 'g.created_at' },
    ...{ ip: 'host(g.ip)', userAgent: 'g.user_agent', accessTokenJti: 'g.access_token_jti', accessTokenExpiresAt: 'g.access_token_expires_at' },
    ...{ revokedAt: 'coalesce(f.revoked_at, g.revoked_at)', revokedReason: 'coalesce(f.revoked_reason, g.revoked_reason)', consentWithdrawnAt: 'consent.withdrawn_at' },
  },
  family: {
    ...{ status: statusSql('$2::timestamptz'), generation: 'f.generation', expiresAt: 'f.expires_at', lastUsedAt: 'used.at' },
    idleExpiresAt: "coalesce(used.at, f.issued_at) + c.refresh_token_idle_ttl * interval '1 second'",
    retriableUntil: "f.rotated_at + c.retry_window * interval '1 second'",
    ...{ frozenAt: 'f.frozen_at', frozenUntil: 'f.frozen_until', frozenReason: 'f.frozen_reason' },
  },
  session: {
    ...{ sessionId: 'g.session_id', isKept: 's.session_id IS NOT NULL', createdAt: 's.created_at', authTime: 's.auth_time', expiresAt: 's.expires_at' },
    ...{ endedAt: 's.ended_at', ip: 'host(s.ip)', userAgent: 's.user_agent' },
  },
  account: {
    ...{ accountId: 'g.account_id', username: 'a.username', isGone: 'a.account_id IS NULL', disabledAt: 'a.disabled_at', deletedAt: 'a.deleted_at' },
    passwordChangedAt: 'a.password_changed_at',
  },
  client: { clientId: 'g.client_id', clientName: 'c.client_name', disabledAt: 'c.disabled_at' },
};

const COLUMNS = Object.entries(PARTS).flatMap(([part, columns]) => Object.entries(columns).map(([name, column]) => `${column} AS "${part}.${name}"`));

const FIND = `SELECT f.grant_id IS NOT NULL AS "hasFamily", ${COLUMNS.join(', ')}
  FROM "grant" g LEFT JOIN refresh_token f USING (grant_id) ${FOUNDATIONS} ${USED} WHERE g.grant_id = $1`;

/** The grant of a session and client from which tokens were issued in that second, and which was made last; else the only one there is. */
const FIND_BY_ID_TOKEN = `SELECT grant_id AS "grantId", count(*) OVER () = 1 OR isOfSecond AS "isCertain" FROM (
    SELECT grant_id, created_at, created_at >= $4 AND created_at < $5 OR EXISTS (SELECT FROM refresh_usage u
      WHERE u.grant_id = g.grant_id AND u.at >= $4 AND u.at < $5 AND u.verdict IN (${SUCCESS})) AS isOfSecond
    FROM "grant" g WHERE session_id = $1 AND client_id = $2 AND account_id = $3 AND created_at < $5) candidate
  ORDER BY isOfSecond DESC, created_at DESC LIMIT 1`;

const FIND_OWN_END = `SELECT revoked.revoked_at AS "revokedAt", c.client_name AS "clientName", c.disabled_at AS "disabledAt" FROM (SELECT) one
  LEFT JOIN revoked_access_token revoked ON revoked.grant_id = $1 AND revoked.jti = $2 LEFT JOIN client c ON c.client_id = $3`;

/** Walks from a grant to all that it came from and rests on. In the caller's transaction, so that all that an explanation says is of one moment. */
@Injectable()
export class ProvenanceStore {
  async find(manager: EntityManager, grantId: string, now: Date): Promise<Provenance | null> {
    const [row] = await manager.query(FIND, [grantId, now]);
    if (!row) return null;
    const part = (name: keyof typeof PARTS) => Object.fromEntries(Object.keys(PARTS[name]).map((member) => [member, row[`${name}.${member}`]]));
    const family = row.hasFamily ? part('family') : null;
    return { ...part('grant'), family, session: part('session'), account: part('account'), client: part('client') } as unknown as Provenance;
  }

  /** The grant that an ID token was issued from, or no more than that there are some; null when there are none. */
  async findByIdToken(manager: EntityManager, { sub, sid, clientId, issuedAt }: IdTokenClaims): Promise<{ grantId: string | null } | null> {
    const [row] = await manager.query(FIND_BY_ID_TOKEN, [sid, clientId, sub, issuedAt, plusSeconds(issuedAt, 1)]);
    return row ? { grantId: row.isCertain ? row.grantId : null } : null;
  }

  /** Of an access token: when it was ended alone, as long as it would not have expired; and, where it has no grant, the program it is of. */
  async findOwnEnd(manager: EntityManager, jti: string, clientId: string | null): Promise<OwnEnd> {
    const [row] = await manager.query(FIND_OWN_END, [grantIdOf(jti), jti, clientId]);
    const program = grantIdOf(jti) === NO_GRANT && clientId !== null ? { clientId, clientName: row.clientName, disabledAt: row.disabledAt } : null;
    return { revokedAt: row.revokedAt, program };
  }
}
