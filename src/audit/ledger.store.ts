import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { NIL, v7 as uuidv7 } from 'uuid';
import { SharedStatement } from '../database/shared.statement.js';
import { randomName } from '../protocol/secret.js';
import type { Caller } from './caller.js';
import { FloodStore } from './flood.store.js';
import { LedgerPartitions } from './ledger.partitions.js';
import { RefreshTallyStore } from './refresh-tally.store.js';
import type { RefreshUsage } from './refresh-usage.entity.js';
import { isSuccess, SUCCESSES, type Success, type Verdict } from './verdict.js';

/** The grant id of an attempt whose token told of none. */
export const NO_GRANT = NIL;

/** One attempt to refresh, as the one who judged it tells it. */
export type RefreshAttempt = Readonly<Omit<RefreshUsage, 'id' | 'verdict' | 'scopes' | 'resources' | 'count' | 'firstAt' | keyof Caller>> & {
  verdict: Verdict;
  caller: Caller;
  scopes: readonly string[];
  resources: readonly string[];
};

/**
 * What an attempt does to the state it was judged by, on the condition that this still stands. The SQL selects or returns the
 * rows of `attempt` of which that is true; of these, `expected`, `stamp` and `word` are the step's own.
 */
export interface Step {
  name: string;
  sql: string;
  /** Is the success before this one wanted? */
  tellsPrevious?: boolean;
}

/** The step's own values. */
export interface StepValues {
  /** A generation. */
  expected?: number;
  stamp?: Date | null;
  word?: string | null;
}

/** What the ledger says of a success, in brief. */
export type PastSuccess = Pick<RefreshUsage, 'at' | 'ip' | 'userAgent'> & { verdict: Success };

/** That the attempt's row was written. */
export interface Recorded {
  /** The family's success before it, where the step tells it; null for none. */
  previous: PastSuccess | null;
}

/** What an operator should look at. */
const ALARMING: ReadonlySet<Verdict> = new Set(['replayed', 'frozen', 'key_mismatch']);

/** The columns of the row, in the order of `rowOf`. Lists are text, for PostgreSQL has no ragged arrays of arrays. */
const ROW = {
  ...{ grant_id: 'uuid', at: 'timestamptz', id: 'uuid', verdict: 'text', reason: 'text', generation: 'integer', client_id: 'text' },
  ...{ account_id: 'text', session_id: 'uuid', ip: 'inet', user_agent: 'text', request_id: 'text', scopes: 'text', resources: 'text' },
  ...{ access_token_jti: 'text', access_token_expires_at: 'timestamptz' },
};
const STEP_VALUES = { expected: 'integer', stamp: 'timestamptz', word: 'text' };
const COLUMNS = Object.entries({ ...ROW, ...STEP_VALUES });
const LISTS = ['scopes', 'resources'];

/** Hours in which the success before is looked for at first: most days they lie in one partition, and each costs some microseconds. */
const LATELY = 168;

/** One row from the end of the primary key. The bounds are the flight's, so that partitions outside are left out before it begins. */
const PREVIOUS = `SELECT at, ip, user_agent, verdict FROM refresh_usage usage WHERE usage.grant_id = step.grant_id
  AND usage.at > ($2::timestamptz[])[1] - interval '${LATELY} hours' AND usage.at < ($2::timestamptz[])[1] + interval '24 hours'
  AND verdict IN (${SUCCESSES.map((verdict) => `'${verdict}'`).join(', ')}) ORDER BY at DESC, id DESC LIMIT 1`;

/** For an attempt that changes nothing. */
const NOTHING: Step = { name: 'nothing', sql: 'SELECT attempt.* FROM attempt' };

/** The ledger: rows are added, never changed. */
@Injectable()
export class LedgerStore {
  private readonly logger = new Logger('Ledger');
  private readonly statements = new Map<string, SharedStatement>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly partitions: LedgerPartitions,
    private readonly floods: FloodStore,
    private readonly tally: RefreshTallyStore,
  ) {}

  /**
   * Writes the attempt's row, in one statement with the step that it depends on, which attempts made at the same moment share.
   * Null, and nothing written, when the step does not stand: the state is no longer the one that was judged. One of many equal
   * refusals is counted instead.
   */
  async record(attempt: RefreshAttempt, step: Step = NOTHING, values: StepValues = {}): Promise<Recorded | null> {
    if (step === NOTHING && this.floods.absorb(attempt)) {
      this.log(attempt);
      return { previous: null };
    }
    const row = rowOf(attempt);
    row.push(values.expected, values.stamp, values.word);
    if (!this.partitions.covers(attempt.at)) await this.partitions.extend(attempt.at);
    const written = await this.statementOf(step).ask(row);
    if (!written) return null;
    this.log(attempt);
    const [, at, ip, userAgent, verdict] = written as [number, Date | null, string | null, string | null, Success];
    if (at) return { previous: { at, ip, userAgent, verdict } };
    return { previous: step.tellsPrevious && isOld(attempt) ? await this.findPrevious(attempt) : null };
  }

  /** Writes the row of an attempt in the caller's transaction. */
  async recordIn(manager: EntityManager, attempt: RefreshAttempt): Promise<void> {
    if (!this.partitions.covers(attempt.at)) await this.partitions.extend(attempt.at);
    await manager.query(statement(NOTHING), [...rowOf(attempt), null, null, null].map((value) => [value]));
    this.log(attempt);
  }

  private async findPrevious({ grantId, caller }: RefreshAttempt): Promise<PastSuccess | null> {
    const [previous] = await this.findRecentSuccesses(grantId, 1, caller.requestId);
    return previous ?? null;
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

  /** Counts an attempt and writes its log line, at `debug` for a success, which the ledger tells better; alone when the row could not be written. */
  log({ verdict, at, reason, grantId, generation, clientId, accountId, caller }: RefreshAttempt): void {
    this.tally.add(verdict, at);
    const level = ALARMING.has(verdict) ? 'warn' : isSuccess(verdict) ? 'debug' : 'log';
    this.logger[level]({ msg: 'refresh', verdict, reason, grantId, generation, clientId, accountId, requestId: caller.requestId, ip: caller.ip });
  }

  private statementOf(step: Step): SharedStatement {
    let shared = this.statements.get(step.name);
    if (!shared) {
      shared = new SharedStatement(this.dataSource, { name: `ledger_${step.name}`, sql: statement(step), isRead: false });
      this.statements.set(step.name, shared);
    }
    return shared;
  }
}

/** Can the family have been used before what PREVIOUS looks at? A grant id is a UUIDv7, whose first 48 bits are milliseconds (RFC 9562 §5.7). */
function isOld({ grantId, at }: RefreshAttempt): boolean {
  return Number.parseInt(grantId.slice(0, 8) + grantId.slice(9, 13), 16) < at.getTime() - LATELY * 3_600_000;
}

/** Rows of one moment stay in order. */
let sequence = 0;

function rowOf(attempt: RefreshAttempt): unknown[] {
  sequence = (sequence + 1) | 0;
  const { caller } = attempt;
  return [
    attempt.grantId,
    attempt.at,
    uuidv7({ random: randomName(16), seq: sequence }),
    attempt.verdict,
    attempt.reason,
    attempt.generation,
    attempt.clientId,
    attempt.accountId,
    attempt.sessionId,
    caller.ip,
    caller.userAgent,
    caller.requestId,
    attempt.scopes.join(' '),
    attempt.resources.join(' '),
    attempt.accessTokenJti,
    attempt.accessTokenExpiresAt,
  ];
}

/** The attempts as arrays; of each whose step stands, a row in the ledger. */
function statement(step: Step): string {
  const names = COLUMNS.map(([name]) => name).join(', ');
  const arrays = COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ');
  const row = Object.keys(ROW).map((name) => (LISTS.includes(name) ? `string_to_array(${name}, ' ')` : name));
  return `WITH attempt AS (SELECT * FROM unnest(${arrays}) WITH ORDINALITY AS attempt (${names}, place)), step AS (${step.sql}), written AS (
    INSERT INTO refresh_usage (${Object.keys(ROW).join(', ')}) SELECT ${row.join(', ')} FROM step)
    SELECT step.place::integer${step.tellsPrevious ? `, previous.* FROM step LEFT JOIN LATERAL (${PREVIOUS}) previous ON true` : ' FROM step'}`;
}
