import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Account } from '../account/account.entity.js';
import { RowShape } from '../database/row.shape.js';
import { SharedStatement } from '../database/shared.statement.js';
import { Clock } from '../protocol/clock.js';
import { Session } from './session.entity.js';
import { isLive } from './session.store.js';

/** How a person stands to an application, now. */
export interface Standing {
  /** Null when there is no such account any more. */
  account: Account | null;
  /** When the person last took back what he allowed this client. */
  consentWithdrawnAt: Date | null;
  /** Of the login session that was asked about; true when none was. */
  isLoggedIn: boolean;
}

/** Account, consent and session in one statement, for it is asked at each refresh and each look at a token. */
@Injectable()
export class StandingStore {
  private readonly account: RowShape<Account>;
  private readonly session: RowShape<Session>;
  private readonly statement: SharedStatement;

  constructor(
    dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.account = new RowShape(dataSource, Account, 'account');
    this.session = new RowShape(dataSource, Session, 'session');
    const sql = `SELECT asked.place::integer, consent.withdrawn_at, ${this.account.select}, ${this.session.select}
      FROM unnest($1::text[], $2::text[], $3::uuid[]) WITH ORDINALITY AS asked (account_id, client_id, session_id, place)
      LEFT JOIN account USING (account_id)
      LEFT JOIN consent USING (account_id, client_id)
      LEFT JOIN session ON session.account_id = asked.account_id AND session.session_id = asked.session_id`;
    this.statement = new SharedStatement(dataSource, { name: 'standing', sql, isRead: true });
  }

  /** @param sessionId null where nothing hangs on the login session */
  async find(accountId: string, clientId: string, sessionId: string | null): Promise<Standing> {
    const row = (await this.statement.ask([accountId, clientId, sessionId]))!;
    const account = this.account.read(row, 2);
    const session = this.session.read(row, 2 + this.account.width);
    const isLoggedIn = sessionId === null || (!!account && !!session && isLive(session, account, this.clock.now()));
    return { account, consentWithdrawnAt: row[1] as Date | null, isLoggedIn };
  }
}
