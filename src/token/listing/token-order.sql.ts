import type { PageRequest } from '../../database/page.js';
import type { Values } from '../../database/values.js';
import { conditionsOf, type FilterContext } from './token-filter.sql.js';
import { FAMILIES, USES } from './token-status.sql.js';
import type { TokenFilter, TokenOrder } from './token.filter.js';

/** What a page is chosen by. */
export interface Choice {
  filter: TokenFilter;
  order: TokenOrder;
  context: FilterContext;
  page: PageRequest;
  values: Values;
}

/** A grant is made with its family: of one client or account its own index has the order. */
export function choiceByIssue(choice: Choice): string {
  if (choice.filter.clientId || choice.filter.accountId) return choose(choice, 'g.created_at', [], '', 'g.grant_id');
  return choose(choice, 'f.issued_at', []);
}

/** By the last use as the ledger told it when the walk began. The ledger is asked of each family, so these must not be many. */
export function choiceByLastUse(choice: Choice, asOf: string): string {
  const key = `coalesce((${usesUntil(`${choice.values.add(asOf)}::timestamptz`, 'max(u.at)')}), f.issued_at)`;
  return choose(choice, 'used.key', [], `CROSS JOIN LATERAL (SELECT ${key} AS key) used`);
}

/**
 * By the first use in the day of the last (on the first day, the issue), for which there is an index. Families that were noted since the walk began stand where
 * they stood then, as the ledger tells: few, and so are sorted beside the index.
 */
export function choiceByDayOfLastUse(choice: Choice, since: string): string {
  const asOf = `${choice.values.add(since)}::timestamptz`;
  const day = `f.issued_at + floor(extract(epoch FROM (${usesUntil(asOf, 'max(u.at)')}) - f.issued_at) / 86400) * interval '1 day'`;
  const then = `coalesce((${usesUntil(asOf, 'min(u.at)')} AND u.at >= ${day} AND ${day} > f.issued_at), f.issued_at)`;
  const still = choose(choice, 'f.noted_at', [`f.noted_at <= ${asOf}`]);
  const moved = choose(choice, 'used.key', [`f.noted_at > ${asOf}`], `CROSS JOIN LATERAL (SELECT ${then} AS key) used`);
  return `SELECT grant_id, sort FROM ((${still}) UNION ALL (${moved})) chosen ${orderBy(choice.order, 'sort', 'grant_id')} LIMIT ${choice.values.add(choice.page.limit + 1)}`;
}

export function orderBy({ isDescending }: TokenOrder, key: string, id: string): string {
  const direction = isDescending ? 'DESC' : 'ASC';
  return `ORDER BY ${key} ${direction}, ${id} ${direction}`;
}

/** @param id of the table that the key is of: an index bounds a page only where both are its own */
function choose({ filter, order, context, page, values }: Choice, key: string, conditions: string[], beside = '', id = 'f.grant_id'): string {
  const { after } = page;
  const comparison = order.isDescending ? '<' : '>';
  const behind = after ? [`(${key}, ${id}) ${comparison} (${values.add(after.key)}::timestamptz, ${values.add(after.id)}::uuid)`] : [];
  const all = [...conditionsOf(filter, context, values), ...conditions, ...behind];
  return `SELECT f.grant_id, ${key} AS sort FROM ${FAMILIES} ${beside} WHERE ${['true', ...all].join(' AND ')}
    ${orderBy(order, key, id)} LIMIT ${values.add(page.limit + 1)}`;
}

const usesUntil = (asOf: string, what: string) => `SELECT ${what} FROM refresh_usage u WHERE u.grant_id = f.grant_id AND u.verdict IN (${USES}) AND u.at <= ${asOf}`;
