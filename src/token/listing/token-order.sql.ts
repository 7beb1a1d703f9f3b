import type { Question, Source } from '../../database/time.walk.js';
import type { Values } from '../../database/values.js';
import { conditionsOf, type FilterContext } from './token-filter.sql.js';
import { FAMILIES, USES } from './token-status.sql.js';
import type { TokenFilter } from './token.filter.js';

/** Which families are chosen from. */
export interface Choice {
  filter: TokenFilter;
  context: FilterContext;
}

/** By their issue. A grant is made with its family: of one client or account its own index has the order. */
export function byIssue(choice: Choice): Question {
  const { clientId, accountId } = choice.filter;
  const key = clientId || accountId ? { table: '"grant" g', at: 'g.created_at', id: 'g.grant_id' } : { table: 'refresh_token f', at: 'f.issued_at', id: 'f.grant_id' };
  return { ...sourceOf(choice, key), table: key.table, isByKey: true };
}

/** By the last use as the ledger told it when the walk began. The ledger is asked of each family, so these must be few, and are read at once. */
export function byLastUse(choice: Choice, since: string): Question {
  const key = (values: Values) => `coalesce((${usesUntil(`${values.add(since)}::timestamptz`, 'max(u.at)')}), f.issued_at)`;
  return { ...sourceOf(choice, USED, (values) => `CROSS JOIN LATERAL (SELECT ${key(values)} AS key) used`), table: 'refresh_token f', isByKey: true };
}

/**
 * By the first use in the day of the last (on the first day, the issue), for which there is an index. A family that was noted since the walk
 * began stands where it stood then, which its row tells; of those noted twice since, which are few, the ledger does.
 */
export function byDayOfLastUse(choice: Choice, since: string): Question {
  const asOf = (values: Values) => `${values.add(since)}::timestamptz`;
  const then = (values: Values) => {
    const until = asOf(values);
    const day = `f.issued_at + floor(extract(epoch FROM (${usesUntil(until, 'max(u.at)')}) - f.issued_at) / 86400) * interval '1 day'`;
    return `CROSS JOIN LATERAL (SELECT coalesce((${usesUntil(until, 'min(u.at)')} AND u.at >= ${day} AND ${day} > f.issued_at), f.issued_at) AS key) used`;
  };
  const still = sourceOf(choice, { at: 'f.noted_at', id: 'f.grant_id' }, undefined, (values) => [`(f.noted_at <= ${asOf(values)} OR f.noted_before IS NULL)`]);
  const moved = sourceOf(choice, { at: 'f.noted_before', id: 'f.grant_id' }, undefined, (values) => [`f.noted_at > ${asOf(values)} AND f.noted_before <= ${asOf(values)}`]);
  const movedTwice = sourceOf(choice, USED, then, (values) => [`f.noted_before > ${asOf(values)}`]);
  return { ...still, table: 'refresh_token f', isByKey: true, beside: [moved, movedTwice] };
}

const USED = { at: 'used.key', id: 'f.grant_id' };

function sourceOf({ filter, context }: Choice, { at, id }: Pick<Source, 'at' | 'id'>, beside: Source['select'] = () => '', further: Source['conditions'] = () => []): Source {
  return {
    ...{ at, id },
    select: (values) => `SELECT ${at}::text AS key, f.grant_id AS id FROM ${FAMILIES} ${beside(values)}`,
    conditions: (values) => [...conditionsOf(filter, context, values), ...further(values)],
  };
}

const usesUntil = (asOf: string, what: string) => `SELECT ${what} FROM refresh_usage u WHERE u.grant_id = f.grant_id AND u.verdict IN (${USES}) AND u.at <= ${asOf}`;
