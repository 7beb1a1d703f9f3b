import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { pageOf, type Page, type PageRequest } from '../database/page.js';
import { report } from '../database/report.js';
import { Values } from '../database/values.js';
import { normaliseUsername } from './account.entity.js';
import type { StandardClaims } from './claims.js';

export const ACCOUNT_STATUSES = ['active', 'disabled', 'deleted'] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

/** Which accounts: those to which all that is given applies. */
export interface AccountFilter {
  accountId?: string;
  username?: string;
  /** What the username or the id begins with. */
  prefix?: string;
  /** Of the claims, letters alike. */
  email?: string;
  role?: string;
  status?: AccountStatus;
  createdAfter?: Date;
  createdBefore?: Date;
}

export interface AccountOrder {
  by: 'created_at' | 'username';
  isDescending: boolean;
}

/** An account as lists show it. */
export interface AccountRow {
  accountId: string;
  username: string;
  status: AccountStatus;
  roles: string[];
  claims: StandardClaims;
  createdAt: Date;
  updatedAt: Date;
  passwordChangedAt: Date | null;
  disabledAt: Date | null;
}

const IS_NOT_ACTIVE = '(disabled_at IS NOT NULL OR deleted_at IS NOT NULL)';

/** In a form that the index of those that are not active can answer. */
const HAS_STATUS: Record<AccountStatus, string> = {
  active: `disabled_at IS NULL AND deleted_at IS NULL`,
  disabled: `${IS_NOT_ACTIVE} AND deleted_at IS NULL`,
  deleted: `${IS_NOT_ACTIVE} AND deleted_at IS NOT NULL`,
};

const COLUMNS = `account_id AS "accountId", username, CASE WHEN deleted_at IS NOT NULL THEN 'deleted' WHEN disabled_at IS NOT NULL THEN 'disabled' ELSE 'active' END AS status,
  roles, claims, created_at AS "createdAt", updated_at AS "updatedAt", password_changed_at AS "passwordChangedAt", disabled_at AS "disabledAt"`;

/** In the order of code points, as the index of usernames is. */
const USERNAME = 'username COLLATE "C"';

/** Accounts, found by filters. Reads only. */
@Injectable()
export class AccountListStore {
  constructor(private readonly dataSource: DataSource) {}

  async findPage(filter: AccountFilter, { by, isDescending }: AccountOrder, { limit, after }: PageRequest): Promise<Page<AccountRow>> {
    const values = new Values();
    const [comparison, direction] = isDescending ? ['<', 'DESC'] : ['>', 'ASC'];
    const isByName = by === 'username';
    const behind = ({ key, id }: NonNullable<PageRequest['after']>) =>
      isByName ? `${USERNAME} ${comparison} ${values.add(key)}` : `(created_at, account_id) ${comparison} (${values.add(key)}::timestamptz, ${values.add(id)})`;
    const conditions = ['true', ...conditionsOf(filter, values), ...(after ? [behind(after)] : [])].join(' AND ');
    const end = `ORDER BY ${isByName ? `${USERNAME} ${direction}` : `"createdAt" ${direction}, "accountId" ${direction}`} LIMIT ${values.add(limit + 1)}`;
    const part = (begins: string) => `(SELECT ${isByName ? 'username' : 'created_at::text'} AS sort, ${COLUMNS} FROM account WHERE ${begins} AND ${conditions} ${end})`;
    const sql = `SELECT * FROM (${hasPrefix(filter.prefix, values).map(part).join(' UNION ALL ')}) found ${end}`;
    const rows = await report(this.dataSource, (manager): Promise<(AccountRow & { sort: string })[]> => manager.query(sql, values.list));
    return pageOf(rows, limit, ({ sort, accountId }) => ({ key: sort, id: accountId }));
  }

  /** @param manager to read within a transaction */
  async find(accountId: string, manager: EntityManager = this.dataSource.manager): Promise<AccountRow | null> {
    const [row] = await manager.query(`SELECT ${COLUMNS} FROM account WHERE account_id = $1`, [accountId]);
    return row ?? null;
  }
}

/** The username's beginning or the id's, as conditions of which one holds, never two: each a stretch of an index. */
function hasPrefix(prefix: string | undefined, values: Values): string[] {
  if (prefix === undefined) return ['true'];
  const begins = (text: string) => values.add(`${text.replace(/[\\%_]/g, '\\$&')}%`);
  const isNamed = `${USERNAME} LIKE ${begins(normaliseUsername(prefix))}`;
  return [isNamed, `account_id COLLATE "C" LIKE ${begins(prefix)} AND NOT ${isNamed}`];
}

/** The filter but for the prefix. */
function conditionsOf(filter: AccountFilter, values: Values): string[] {
  const when = <T>(value: T | undefined, say: (value: T) => string) => (value === undefined ? [] : [say(value)]);
  return [
    ...when(filter.accountId, (id) => `account_id = ${values.add(id)}`),
    ...when(filter.username, (name) => `username = ${values.add(normaliseUsername(name))}`),
    // Looked up before all else: the planner believes that an address is many people's, and would read all accounts in order to find one.
    ...when(filter.email, (email) => `account_id = ANY (ARRAY(SELECT account_id FROM account WHERE lower(claims->>'email') = lower(${values.add(email)})))`),
    ...when(filter.role, (role) => `roles <> '{}' AND roles @> ARRAY[${values.add(role)}::text]`),
    ...when(filter.status, (status) => HAS_STATUS[status]),
    ...when(filter.createdAfter, (date) => `created_at >= ${values.add(date)}`),
    ...when(filter.createdBefore, (date) => `created_at < ${values.add(date)}`),
  ];
}
