import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { report } from '../../database/report.js';
import { Values } from '../../database/values.js';
import { Clock } from '../../protocol/clock.js';
import { conditionsOf } from './token-filter.sql.js';
import { FAMILIES } from './token-status.sql.js';

/** Up to so many of each are counted. */
export const HOLDINGS_COUNTED = 1000;

/** Of so many of the newest grants the latest login is looked for, beside the sessions, which are kept for some weeks only. */
const GRANTS_ASKED = 100;

/** What an account lives by. */
export interface AccountHoldings {
  /** Families of refresh tokens; like the next at most `HOLDINGS_COUNTED`. */
  liveTokens: number;
  liveSessions: number;
  /** When the password was last given; null when that was never, or is forgotten. */
  lastLoginAt: Date | null;
}

/** What hangs on one account. Reads only. */
@Injectable()
export class AccountHoldingsStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async find(accountId: string): Promise<AccountHoldings> {
    const values = new Values();
    const now = this.clock.now();
    const [account, moment] = [values.add(accountId), `${values.add(now)}::timestamptz`];
    const isLive = conditionsOf({ accountId, status: ['live'] }, { now, span: null }, values).join(' AND ');
    const count = (rows: string) => `(SELECT count(*)::int FROM (SELECT ${rows} LIMIT ${HOLDINGS_COUNTED}) counted)`;
    const session = `FROM session s JOIN account a USING (account_id) WHERE s.account_id = ${account}`;
    const sql = `SELECT ${count(`FROM ${FAMILIES} WHERE ${isLive}`)} AS "liveTokens",
      ${count(`${session} AND s.ended_at IS NULL AND s.expires_at > ${moment} AND a.disabled_at IS NULL AND a.deleted_at IS NULL
        AND (a.password_changed_at > s.auth_time) IS NOT TRUE`)} AS "liveSessions",
      greatest((SELECT max(auth_time) ${session}),
        (SELECT max(auth_time) FROM (SELECT auth_time FROM "grant" WHERE account_id = ${account} ORDER BY created_at DESC, grant_id DESC LIMIT ${GRANTS_ASKED}) newest)) AS "lastLoginAt"`;
    const [row] = await report(this.dataSource, (manager): Promise<[AccountHoldings]> => manager.query(sql, values.list));
    return row;
  }
}
