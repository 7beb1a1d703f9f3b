import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Account } from '../account/account.entity.js';
import { RowShape } from '../database/row.shape.js';
import type { Row } from '../database/shared.statement.js';
import { isLive, type SessionTimes } from './session.store.js';

/** How a person stands to an application, as read in one moment. */
export interface Standing {
  /** Null when there is no such account any more. */
  account: Account | null;
  /** When the person last took back what he allowed this client. */
  consentWithdrawnAt: Date | null;
  /** The login session; null when there is none any more. */
  session: SessionTimes | null;
}

/** For statements that read a `"grant"`: joins its account, consent and session, since every use and look at a token asks for them. */
@Injectable()
export class StandingShape {
  private readonly account: RowShape<Account>;
  readonly select: string;
  readonly join = `LEFT JOIN account ON account.account_id = "grant".account_id
    LEFT JOIN consent ON consent.account_id = "grant".account_id AND consent.client_id = "grant".client_id
    LEFT JOIN session ON session.account_id = "grant".account_id AND session.session_id = "grant".session_id`;

  constructor(dataSource: DataSource) {
    this.account = new RowShape(dataSource, Account, 'account');
    this.select = `consent.withdrawn_at, session.auth_time, session.expires_at, session.ended_at, ${this.account.select}`;
  }

  /** Of the selected columns, which begin at this place. */
  read(row: Row, start: number): Standing {
    const [consentWithdrawnAt, authTime, expiresAt, endedAt] = row.slice(start, start + 4) as (Date | null)[];
    const session = authTime && expiresAt && { authTime, expiresAt, endedAt: endedAt ?? null };
    return { account: this.account.read(row, start + 4), consentWithdrawnAt: consentWithdrawnAt ?? null, session: session ?? null };
  }
}

/** Does the login that a grant came from still hold? */
export function isLoggedIn({ account, session }: Standing, now: Date): boolean {
  return account !== null && session !== null && isLive(session, account, now);
}
