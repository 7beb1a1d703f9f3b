import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, LessThan, MoreThan, type EntityManager, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Account } from '../account/account.entity.js';
import type { Caller } from '../audit/caller.js';
import { RowShape } from '../database/row.shape.js';
import { SharedStatement } from '../database/shared.statement.js';
import { Clock, plusSeconds } from '../protocol/clock.js';
import { equalsInConstantTime, hashSecret, randomSecret } from '../protocol/secret.js';
import { ACR } from './authentication-context.js';
import type { Proof } from './proof.js';
import { formatSessionCookie, parseSessionCookie } from './session-cookie.js';
import { Session } from './session.entity.js';

/** Seconds that a login lasts. */
export const SESSION_TTL = 14 * 86_400;

/** Seconds to which it is known when a browser was last seen: a row is not written at every visit. */
const SEEN_PRECISION = 300;

/** When a login began and ends. */
export type SessionTimes = Pick<Session, 'authTime' | 'expiresAt' | 'endedAt'>;

/** A person who is logged in. */
export interface Login {
  account: Account;
  session: Session;
}

/** Sessions: one row for each login in a browser. A session that ended or expired, or whose account is disabled, is none. */
@Injectable()
export class SessionStore {
  private readonly sessions: Repository<Session>;
  private readonly session: RowShape<Session>;
  private readonly account: RowShape<Account>;
  private readonly logins: SharedStatement;

  constructor(
    dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.sessions = dataSource.getRepository(Session);
    this.session = new RowShape(dataSource, Session, 'session');
    this.account = new RowShape(dataSource, Account, 'account');
    const sql = `SELECT asked.place::integer, ${this.session.select}, ${this.account.select}
      FROM unnest($1::text[], $2::uuid[]) WITH ORDINALITY AS asked (account_id, session_id, place)
      JOIN session USING (account_id, session_id) JOIN account USING (account_id)`;
    this.logins = new SharedStatement(dataSource, { name: 'login', sql, isRead: true });
  }

  /** The live login that a cookie's value stands for. */
  async find(cookie: string | undefined): Promise<Login | null> {
    const presented = parseSessionCookie(cookie);
    const login = presented && (await this.findById(presented.accountId, presented.sessionId));
    return login && equalsInConstantTime(hashSecret(presented.secret), login.session.secretHash) ? login : null;
  }

  /** The live login with this `sid`. */
  async findById(accountId: string, sessionId: string): Promise<Login | null> {
    const row = await this.logins.ask([accountId, sessionId]);
    if (!row) return null;
    const login = { session: this.session.read(row, 1)!, account: this.account.read(row, 1 + this.session.width)! };
    return isLive(login.session, login.account, this.clock.now()) ? login : null;
  }

  /**
   * Begins a session and returns it with its cookie's value. A previous one of the same account goes on under its `sid` with
   * a new secret; one of another account ends.
   */
  async begin(proof: Proof, caller: Caller, previous: Session | null): Promise<Login & { cookie: string }> {
    const secret = randomSecret();
    const fresh = this.describe(proof, caller, hashSecret(secret));
    const session = (previous && (await this.replace(previous, fresh))) ?? fresh;
    if (session === fresh) await this.sessions.insert(session);
    return { account: proof.account, session, cookie: formatSessionCookie(session, secret) };
  }

  /** The browser has come with it. */
  async noteVisit({ accountId, sessionId, authTime, lastSeenAt }: Session): Promise<void> {
    const now = this.clock.now();
    if (now >= plusSeconds(lastSeenAt ?? authTime, SEEN_PRECISION)) await this.sessions.update({ accountId, sessionId }, { lastSeenAt: now });
  }

  /** @param manager to end it within a transaction */
  async end({ accountId, sessionId }: Pick<Session, 'accountId' | 'sessionId'>, manager: EntityManager = this.sessions.manager): Promise<void> {
    await manager.update(Session, { accountId, sessionId, endedAt: IsNull() }, { endedAt: this.clock.now() });
  }

  /** Ends all of the account that have neither ended nor expired, in the caller's transaction; returns how many. */
  async endAllOf(manager: EntityManager, accountId: string): Promise<number> {
    const now = this.clock.now();
    return (await manager.update(Session, { accountId, endedAt: IsNull(), expiresAt: MoreThan(now) }, { endedAt: now })).affected!;
  }

  /** Deletes what has expired. */
  async sweep(now: Date): Promise<void> {
    await this.sessions.delete({ expiresAt: LessThan(now) });
  }

  /** Forgets where a person's sessions were, once they have ended. */
  async forgetPlacesOf(manager: EntityManager, accountId: string): Promise<void> {
    await manager.update(Session, { accountId }, { ip: null, userAgent: null });
  }

  /** Null when the previous session cannot go on. */
  private async replace(previous: Session, fresh: Session): Promise<Session | null> {
    const { accountId, sessionId, createdAt } = previous;
    if (accountId !== fresh.accountId) return this.end(previous).then(() => null);
    const renewed = this.sessions.create({ ...fresh, sessionId, createdAt });
    const { affected } = await this.sessions.update({ accountId, sessionId, endedAt: IsNull() }, renewed);
    return affected ? renewed : null;
  }

  private describe({ account: { accountId }, authTime, amr }: Proof, { ip, userAgent }: Caller, secretHash: Buffer): Session {
    const now = this.clock.now();
    return this.sessions.create({
      accountId,
      sessionId: uuidv7(),
      secretHash,
      acr: ACR,
      amr,
      authTime,
      createdAt: now,
      lastSeenAt: null,
      expiresAt: plusSeconds(now, SESSION_TTL),
      endedAt: null,
      ip,
      userAgent,
    });
  }
}

/** Does the login still hold: neither over nor overtaken by what became of its account? */
export function isLive({ endedAt, expiresAt, authTime }: SessionTimes, account: Account, now: Date): boolean {
  return endedAt === null && now < expiresAt && account.isEnabled && !account.hasNewPasswordSince(authTime);
}
