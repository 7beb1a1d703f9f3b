import type { DataSource } from 'typeorm';
import type { Verdict } from '../../src/audit/verdict.js';
import { momentOf, type Page, type PageRequest, type Position } from '../../src/database/page.js';
import type { AccountFilter, AccountListStore, AccountOrder } from '../../src/account/account-list.store.js';
import type { EventFilter, EventListStore, UsageFilter, UsageListStore } from '../../src/audit/ledger-list.store.js';
import type { SessionFilter } from '../../src/auth/session-filter.sql.js';
import type { SessionListStore } from '../../src/auth/session-list.store.js';
import type { ClientFilter, ClientListStore } from '../../src/client/client-list.store.js';
import type { AccessTokenFilter, AccessTokenListStore } from '../../src/token/listing/access-token-list.store.js';
import type { GrantFilter, GrantListStore } from '../../src/token/listing/grant-list.store.js';
import type { TokenListStore } from '../../src/token/listing/token-list.store.js';
import { TOKEN_STATUSES, type TokenFilter, type TokenOrder } from '../../src/token/listing/token.filter.js';

/** The lists that are asked. One more is one more member here, and its cases below. */
export interface Lists {
  tokens: TokenListStore;
  grants: GrantListStore;
  accessTokens: AccessTokenListStore;
  accounts: AccountListStore;
  sessions: SessionListStore;
  clients: ClientListStore;
  refreshes: UsageListStore;
  events: EventListStore;
}

/** A list with a filter in an order. */
export interface ListCase {
  name: string;
  read(page: PageRequest, isDescending: boolean): Promise<Page<unknown>>;
  /** False for a list that goes one way alone. */
  isReversible: boolean;
  /** Sorted by a time, so that its middle can be told, and places near it. */
  isByTime: boolean;
}

/** What there is to be looked for. */
export interface Sample {
  client: string;
  smallClient: string;
  account: string;
  session: string;
  grant: string;
  ip: string;
  kid: string;
  now: Date;
}

export async function takeSample(dataSource: DataSource): Promise<Sample> {
  const [one] = await dataSource.query(`SELECT g.grant_id AS "grant", g.account_id AS account, g.session_id AS session, g.client_id AS client, host(g.ip) AS ip
    FROM "grant" g WHERE client_id = 'app-0' AND NOT g.ip <<= '10.0.0.0/8' AND family(g.ip) = 4 ORDER BY created_at DESC LIMIT 1`);
  const [{ kid }] = await dataSource.query(`SELECT coalesce((SELECT kid FROM signing_key WHERE alg = 'RS256' LIMIT 1), 'none') AS kid`);
  return { ...one, smallClient: 'app-39', kid, now: new Date() };
}

const DAY = 86_400_000;

const tokenFilters = ({ client, smallClient, account, session, grant, ip, kid, now }: Sample): Record<string, TokenFilter> => ({
  'no filter': {},
  ...{ client: { clientId: client }, 'a small client': { clientId: smallClient }, account: { accountId: account }, session: { sessionId: session }, id: { grantIds: [grant] } },
  ...Object.fromEntries(TOKEN_STATUSES.map((status) => [`status=${status}`, { status: [status] }])),
  ...{ 'ids&client': { grantIds: [grant], clientId: client }, 'ids&network': { grantIds: [grant], network: ip }, 'many ids': { grantIds: Array(200).fill(grant) } },
  ...{ 'status=live&client': { status: ['live'], clientId: client }, 'status=open': { status: ['live', 'frozen', 'suspended'] } },
  ...{ 'policy=reuse': { policy: 'reuse' }, 'policy=rotate': { policy: 'rotate' }, 'scope': { scope: 'orders:write' }, 'resource': { resource: 'https://api.example/' } },
  ...{ 'a scope of nobody': { scope: 'nobody:has' }, 'a resource of nobody': { resource: 'https://nobody.example/' } },
  ...{ 'key_bound=true': { isKeyBound: true }, 'key_bound=false': { isKeyBound: false }, 'client_type=public': { clientType: 'public' } },
  ...{ 'orphaned_by=account': { orphanedBy: ['account'] }, 'orphaned_by=client': { orphanedBy: ['client'] }, 'orphaned_by=resource': { orphanedBy: ['resource'] } },
  ...{ 'past_policy=lifetime': { pastPolicy: ['lifetime'] }, 'past_policy=scope': { pastPolicy: ['scope'] } },
  ...{ issued: { issuedAfter: new Date(now.getTime() - 20 * DAY), issuedBefore: new Date(now.getTime() - 10 * DAY) } },
  ...{ 'used lately': { lastUsedAfter: new Date(now.getTime() - DAY / 24) }, 'unused for 30 days': { status: ['live'], lastUsedBefore: new Date(now.getTime() - 30 * DAY) } },
  ...{ address: { network: ip }, 'a /24': { network: `${ip.replace(/\.\d+$/, '.0')}/24` }, 'a /8': { network: '10.0.0.0/8' }, 'an empty network': { network: '192.0.2.0/24' } },
  ...{ 'a usual agent': { userAgent: 'Firefox/140' }, 'a rare agent': { userAgent: 'Teapot' }, 'a rare agent of a client': { userAgent: 'Teapot', clientId: smallClient }, kid: { kid } },
});

const grantFilters = ({ client, account, session, now }: Sample): Record<string, GrantFilter> => ({
  ...{ 'no filter': {}, client: { clientId: client }, account: { accountId: account }, session: { sessionId: session }, live: { isLive: true }, 'not live': { isLive: false } },
  ...{ scope: { scope: 'orders:write' }, resource: { resource: 'https://api.example/' }, created: { createdAfter: new Date(now.getTime() - 20 * DAY), createdBefore: new Date(now.getTime() - 10 * DAY) } },
});

const accessTokenFilters = ({ client, smallClient, account, grant }: Sample): Record<string, AccessTokenFilter> => ({
  ...{ 'no filter': {}, client: { clientId: client }, 'a small client': { clientId: smallClient }, account: { accountId: account }, grant: { grantId: grant } },
  ...{ 'also expired': { withExpired: true }, 'also expired of a client': { withExpired: true, clientId: client }, 'also expired of an account': { withExpired: true, accountId: account } },
});

const accountFilters = ({ account }: Sample): Record<string, AccountFilter> => ({
  ...{ 'no filter': {}, id: { accountId: account }, prefix: { prefix: 'person-12' }, 'a prefix of nobody': { prefix: 'nobody' }, email: { email: 'nobody@example.com' }, role: { role: 'auditor' } },
  ...{ active: { status: 'active' }, disabled: { status: 'disabled' }, deleted: { status: 'deleted' } },
});

const sessionFilters = ({ account, ip }: Sample): Record<string, SessionFilter> => ({
  ...{ 'no filter': {}, account: { accountId: account }, live: { status: 'live' }, expired: { status: 'expired' }, ended: { status: 'ended' } },
  ...{ address: { network: ip }, 'a /24': { network: `${ip.replace(/\.\d+$/, '.0')}/24` }, 'a usual agent': { userAgent: 'Firefox/140' }, 'a rare agent': { userAgent: 'Teapot' } },
});

const clientFilters: Record<string, ClientFilter> = { 'no filter': {}, text: { text: 'app-1' }, disabled: { status: 'disabled' }, rotation: { rotation: 'rotate' }, scope: { scope: 'orders:write' } };

const refreshFilters = ({ client, smallClient, account, grant, ip, now }: Sample): Record<string, UsageFilter> => ({
  ...{ 'no filter': {}, client: { clientId: client }, 'a small client': { clientId: smallClient }, account: { accountId: account, grantIds: [grant] }, grant: { grantId: grant } },
  ...Object.fromEntries((['reused', 'rotated', 'scope_exceeded', 'replayed'] satisfies Verdict[]).map((verdict) => [`verdict=${verdict}`, { verdicts: [verdict] }])),
  ...{ address: { network: ip }, 'a /24': { network: `${ip.replace(/\.\d+$/, '.0')}/24` }, 'a usual agent': { userAgent: 'Firefox/140' }, 'a rare agent': { userAgent: 'Teapot' } },
  ...{ 'a request id of nobody': { requestId: 'nobody' }, days: { from: new Date(now.getTime() - 20 * DAY), to: new Date(now.getTime() - 10 * DAY) } },
});

const eventFilters: Record<string, EventFilter> = { 'no filter': {}, actor: { actor: 'nobody' }, action: { action: 'token.revoke' }, target: { targetKind: 'token', targetId: 'nobody' } };

/** Every filter of every list, in every order. */
export function listCases(lists: Lists, sample: Sample): ListCase[] {
  const orders: TokenOrder['by'][] = ['issued_at', 'last_used_at'];
  const accountOrders: AccountOrder['by'][] = ['created_at', 'username'];
  const each = <Filter>(name: string, filters: Record<string, Filter>, find: (filter: Filter) => ListCase['read'], kind: Partial<ListCase> = {}) =>
    Object.entries(filters).map(([filtered, filter]): ListCase => ({ name: `${name}: ${filtered}`, isReversible: true, isByTime: true, read: find(filter), ...kind }));
  return [
    ...orders.flatMap((by) => each(`tokens by ${by}`, tokenFilters(sample), (filter) => (page, isDescending) => lists.tokens.findPage(filter, { by, isDescending }, page))),
    ...each('grants', grantFilters(sample), (filter) => (page, isDescending) => lists.grants.findPage(filter, isDescending, page)),
    ...each('access tokens', accessTokenFilters(sample), (filter) => (page) => lists.accessTokens.findPage(filter, page), { isReversible: false }),
    ...accountOrders.flatMap((by) =>
      each(`accounts by ${by}`, accountFilters(sample), (filter) => (page, isDescending) => lists.accounts.findPage(filter, { by, isDescending }, page), { isByTime: by === 'created_at' })),
    ...each('sessions', sessionFilters(sample), (filter) => (page, isDescending) => lists.sessions.findPage(filter, isDescending, page)),
    ...each('clients', clientFilters, (filter) => (page) => lists.clients.findPage(filter, page), { isReversible: false, isByTime: false }),
    ...each('refreshes', refreshFilters(sample), (filter) => (page, isDescending) => lists.refreshes.findPage(filter, isDescending, page)),
    ...each('events', eventFilters, (filter) => (page, isDescending) => lists.events.findPage(filter, isDescending, page)),
  ];
}

/** Where the first, the middle and the last page of the list begin, or as many of them as there are. */
export async function pagesOf({ read, isReversible, isByTime }: ListCase, limit: number): Promise<(Position | null)[]> {
  const first = await read({ limit, after: null }, true);
  if (!first.next) return [null];
  const last = isReversible ? (await read({ limit, after: null }, false)).next : { ...first.next, key: new Date(Date.now() - DAY).toISOString() };
  if (!last || !isByTime) return [null, first.next];
  const middle = new Date((momentOf(first.next).getTime() + momentOf(last).getTime()) / 2).toISOString();
  return [null, { ...first.next, key: middle }, { ...last, walk: first.next.walk }];
}
