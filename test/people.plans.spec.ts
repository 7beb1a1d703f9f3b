import type { DataSource, EntityManager } from 'typeorm';
import { beforeAll, expect, it } from 'vitest';
import { AccountListStore, type AccountFilter } from '../src/account/account-list.store.js';
import { Account } from '../src/account/account.entity.js';
import { SessionListStore } from '../src/auth/session-list.store.js';
import type { SessionFilter } from '../src/auth/session-filter.sql.js';
import { Session } from '../src/auth/session.entity.js';
import { openDataSource } from './support/database.js';
import { TestClock } from './support/test.clock.js';

const ACCOUNTS = 50_000;
const clock = new TestClock();
const dataSource = await openDataSource([Account, Session], { asOwner: true });
const plans: string[] = [];

/** The data source, of whose every question the plan is kept. */
const explained = {
  transaction: (level: 'REPEATABLE READ', run: (manager: EntityManager) => Promise<unknown>) =>
    dataSource.transaction(level, (manager) => run({ query: (sql: string, values?: unknown[]) => explain(manager, sql, values) } as EntityManager)),
} as DataSource;

async function explain(manager: EntityManager, sql: string, values?: unknown[]): Promise<unknown> {
  if (!sql.startsWith('SET ')) plans.push((await manager.query(`EXPLAIN ${sql}`, values)).map((line: Record<string, string>) => line['QUERY PLAN']).join('\n'));
  return manager.query(sql, values);
}

const PAGE = { limit: 50, after: null };
const accounts = new AccountListStore(explained);
const sessions = new SessionListStore(explained, clock);
const ago = (days: number) => new Date(clock.now().getTime() - days * 86_400_000);

/** As many people in a year, each with a session begun within the last two weeks, by 400 agents; every 499th disabled, every 998th with a role, every 300th with a new password. */
beforeAll(async () => {
  await dataSource.query(
    `INSERT INTO account (account_id, username, password_hash, claims, roles, created_at, updated_at, disabled_at, password_changed_at)
     SELECT md5(n::text), reverse(n::text) || '@example.com', 'none', jsonb_build_object('email', n || '@example.net'), CASE WHEN n % 998 = 0 THEN '{support}' ELSE '{}' END::text[], at, at,
       CASE WHEN n % 499 = 0 THEN at END, CASE WHEN n % 300 = 0 THEN $2::timestamptz - interval '1 hour' * (n % 8000) END
     FROM (SELECT n, $2::timestamptz - n * interval '1 year' / $1 AS at FROM generate_series(1, $1::int) n) made`,
    [ACCOUNTS, clock.now()],
  );
  await dataSource.query(
    `INSERT INTO session (account_id, session_id, secret_hash, acr, amr, auth_time, created_at, expires_at, ended_at, ip, user_agent, last_seen_at)
     SELECT md5(n::text), gen_random_uuid(), '', '1', '{pwd}', at, at, at + interval '14 days', CASE WHEN n % 400 = 0 THEN at END,
       '10.0.0.0'::inet + (n * 7) % 16000000, 'Browser/' || n % 400, CASE WHEN n % 3 = 0 THEN at + (n % 5) * interval '1 hour' END
     FROM (SELECT n, $2::timestamptz - n * interval '14 days 10 minutes' / $1 AS at FROM generate_series(1, $1::int) n) made`,
    [ACCOUNTS, clock.now()],
  );
  await dataSource.query('VACUUM ANALYZE account, session');
}, 120_000);

async function expectIndexes(ask: () => Promise<{ rows: unknown[] }>): Promise<void> {
  plans.length = 0;
  const { rows } = await ask();
  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) expect(plan).not.toContain('Seq Scan');
  expect(rows.length).toBeGreaterThan(0);
}

it.each<[string, AccountFilter]>([
  ['nothing', {}],
  ['username', { username: '77@EXAMPLE.com' }],
  ['sub', { accountId: 'c4ca4238a0b923820dcc509a6f75849b' }],
  ['a rare beginning', { prefix: '4321' }],
  ['a common beginning', { prefix: '4' }],
  ['an email', { email: '77@Example.net' }],
  ['role', { role: 'support' }],
  ['disabled', { status: 'disabled' }],
  ['active', { status: 'active' }],
  ['created after', { createdAfter: ago(3) }],
  ['created before', { createdBefore: ago(360) }],
  ['several', { status: 'disabled', role: 'support', createdAfter: ago(300) }],
])('accounts by %s, in every order, need no scan of the table', async (_what, filter) => {
  for (const by of ['created_at', 'username'] as const) {
    for (const isDescending of [true, false]) await expectIndexes(() => accounts.findPage(filter, { by, isDescending }, PAGE));
  }
});

it.each<[string, SessionFilter]>([
  ['nothing', {}],
  ['account', { accountId: 'c4ca4238a0b923820dcc509a6f75849b' }],
  ['live', { status: 'live' }],
  ['ended', { status: 'ended' }],
  ['expired', { status: 'expired' }],
  ['suspended', { status: 'suspended' }],
  ['created after', { createdAfter: ago(1) }],
  ['created before', { createdBefore: ago(13) }],
  ['seen after', { lastSeenAfter: ago(0.01) }],
  ['seen before', { lastSeenBefore: ago(13.9) }],
  ['address', { network: '10.0.0.7' }],
  ['narrow network', { network: '10.0.0.0/24' }],
  ['wide network', { network: '10.0.0.0/8' }],
  ['a rare agent', { userAgent: 'browser/399' }],
  ['a common agent', { userAgent: 'browser' }],
  ['several', { status: 'ended', network: '10.0.0.0/12', userAgent: 'browser/2' }],
])('sessions by %s, in both orders, need no scan of the table', async (_what, filter) => {
  for (const isDescending of [true, false]) await expectIndexes(() => sessions.findPage(filter, isDescending, PAGE));
});
