import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from './caller.js';
import type { RefreshUsage } from './refresh-usage.entity.js';
import { SUCCESSES, type Success, type Verdict } from './verdict.js';

/** The grant id of an attempt whose token told of none. */
export const NO_GRANT = '00000000-0000-0000-0000-000000000000';

/** One attempt to refresh, as the one who judged it tells it. */
export type RefreshAttempt = Omit<RefreshUsage, 'id' | 'verdict' | keyof Caller> & { verdict: Verdict; caller: Caller };

/** A statement that returns one row if the attempt stands. Its `$1` is the grant id, further values are its own. */
export interface Step {
  sql: string;
  values: unknown[];
}

/** What the ledger says of a success, in brief. */
export type PastSuccess = Pick<RefreshUsage, 'at' | 'ip' | 'userAgent'> & { verdict: Success };

/** What an operator should look at. */
const ALARMING: ReadonlySet<Verdict> = new Set(['replayed', 'frozen', 'key_mismatch']);

/** The data source, or the manager of the caller's transaction. */
type Runner = Pick<EntityManager, 'query'>;

/** The row, in the order of `record`. */
const COLUMNS = {
  grant_id: 'uuid',
  at: 'timestamptz',
  id: 'uuid',
  verdict: 'text',
  reason: 'text',
  generation: 'integer',
  client_id: 'text',
  account_id: 'text',
  session_id: 'uuid',
  ip: 'inet',
  user_agent: 'text',
  request_id: 'text',
  scopes: 'text[]',
  resources: 'text[]',
  access_token_jti: 'text',
  access_token_expires_at: 'timestamptz',
};

/** The ledger: rows are added, never changed. */
@Injectable()
export class LedgerStore {
  private readonly logger = new Logger('Ledger');

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Writes the attempt's row, in one statement with the step that it depends on. False, and nothing written, when the step
   * returned no row: the state is no longer the one that was judged.
   */
  async record(attempt: RefreshAttempt, step: Step = { sql: 'SELECT 1', values: [] }, runner: Runner = this.dataSource): Promise<boolean> {
    const row = [
      ...[attempt.grantId, attempt.at, uuidv7(), attempt.verdict, attempt.reason, attempt.generation, attempt.clientId],
      ...[attempt.accountId, attempt.sessionId, attempt.caller.ip, attempt.caller.userAgent, attempt.caller.requestId],
      ...[attempt.scopes, attempt.resources, attempt.accessTokenJti, attempt.accessTokenExpiresAt],
    ];
    const written = await runner.query(statement(step), [...row, ...step.values]);
    if (written.length === 0) return false;
    this.log(attempt);
    return true;
  }

  /** When the family's tokens were last refreshed with. */
  async findLastSuccess(grantId: string): Promise<Date | null> {
    const [row] = await this.dataSource.query(`SELECT max(at) AS at FROM refresh_usage WHERE grant_id = $1 AND verdict = ANY($2)`, [grantId, SUCCESSES]);
    return row.at;
  }

  /** The family's last successes, newest first, without that of one request. */
  findRecentSuccesses(grantId: string, limit: number, exceptRequestId: string): Promise<PastSuccess[]> {
    return this.dataSource.query(
      `SELECT at, ip, user_agent AS "userAgent", verdict FROM refresh_usage
       WHERE grant_id = $1 AND verdict = ANY($2) AND request_id <> $4 ORDER BY at DESC, id DESC LIMIT $3`,
      [grantId, SUCCESSES, limit, exceptRequestId],
    );
  }

  /** The log line of an attempt; alone when the row itself could not be written. */
  log({ verdict, reason, grantId, generation, clientId, accountId, caller }: RefreshAttempt): void {
    const level = ALARMING.has(verdict) ? 'warn' : 'log';
    this.logger[level]({ msg: 'refresh', verdict, reason, grantId, generation, clientId, accountId, requestId: caller.requestId, ip: caller.ip });
  }
}

/** The step's own `$2…` become the numbers after the row's. */
function statement(step: Step): string {
  const names = Object.keys(COLUMNS);
  const sql = step.sql.replace(/\$(\d+)/g, (_, n) => (n === '1' ? '$1::uuid' : `$${names.length + Number(n) - 1}`));
  const row = Object.values(COLUMNS).map((type, index) => `$${index + 1}::${type}`);
  return `WITH step AS (${sql}) INSERT INTO refresh_usage (${names.join(', ')}) SELECT ${row.join(', ')} FROM step RETURNING id`;
}
