import { createHash } from 'node:crypto';
import { Chance } from './chance.js';
import type { Value } from './copy.js';
import type { Population, SeededClient, SeededFamily } from './population.js';

type Row = Record<string, Value>;

const DAY = 86_400_000;
const ACCESS_TTL = 3_600_000;
/** Of the password that nobody knows. */
const PASSWORD_HASH = '$argon2id$v=19$m=19456,t=2,p=1$c2VlZHNlZWRzZWVkc2VlZA$c2VlZHNlZWRzZWVkc2VlZHNlZWRzZWVkc2VlZHNlZWQ';
const ACR = 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password';

const accountId = (n: number) => `seed-${String(n).padStart(8, '0')}`;
const date = (milliseconds: number | null) => (milliseconds === null ? null : new Date(milliseconds));
const isSuccess = (verdict: string) => verdict === 'reused' || verdict === 'rotated';
const jtiOf = (grantId: string, chance: Chance) => `${grantId}.${chance.hex(32)}`;

function clientRow({ id, isPublic, rotation, scopes, columns }: SeededClient, now: number): Row {
  const since = date(now - 400 * DAY);
  return {
    ...{ client_id: id, client_secret_mac: isPublic ? null : `\\\\x${'00'.repeat(32)}`, client_secret_key_id: isPublic ? null : 'seed', client_name: `Application ${id}`, contacts: [] },
    ...{ application_type: isPublic ? 'native' : 'web', redirect_uris: [`https://${id}.example/callback`], post_logout_redirect_uris: [], scopes, rotation, retry_window: 30 },
    ...{ grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: isPublic ? 'none' : 'client_secret_basic', require_auth_time: false, require_consent: true },
    ...{ id_token_signed_response_alg: 'RS256', authorization_code_ttl: 60, access_token_ttl: ACCESS_TTL / 1000, id_token_ttl: 3600, created_at: since, updated_at: since },
    ...(columns as Row),
  };
}

function* accountRows(population: Population): Generator<Row> {
  for (let n = 1; n <= population.accounts; n++) {
    const { disabledAt, deletedAt, passwordChangedAt } = population.accountOf(n);
    const since = date(population.now - (100 + (n % 300)) * DAY);
    yield {
      ...{ account_id: accountId(n), username: `person-${n}@${n % 7 ? 'example.com' : 'example.org'}`, password_hash: PASSWORD_HASH, roles: n % 10_000 ? [] : ['support'] },
      ...{ claims: JSON.stringify({ name: `Person ${n}`, email: `person-${n}@example.com`, email_verified: n % 3 > 0 }), created_at: since, updated_at: since },
      ...{ disabled_at: date(disabledAt), deleted_at: date(deletedAt), password_changed_at: date(passwordChangedAt) },
    };
  }
}

/** Of the last fortnight: older ones have been swept. */
function* sessionRows(population: Population): Generator<Row> {
  for (const { family } of familiesOf(population)) {
    const expiresAt = family.issuedAt + 14 * DAY;
    if (expiresAt <= population.now) continue;
    yield {
      ...{ account_id: accountId(family.account), session_id: family.sessionId, secret_hash: `\\\\x${'00'.repeat(32)}`, acr: ACR, amr: ['pwd'], auth_time: date(family.issuedAt) },
      ...{ created_at: date(family.issuedAt), expires_at: date(expiresAt), ended_at: date(family.account % 5 ? null : family.issuedAt + DAY / 24), ip: family.ip, user_agent: family.userAgent },
    };
  }
}

function* grantRows(population: Population): Generator<Row> {
  for (const { n, family } of familiesOf(population)) {
    const { grantId, client, issuedAt, ended } = family;
    const at = date(issuedAt);
    yield {
      ...{ grant_id: grantId, client_id: client.id, account_id: accountId(family.account), session_id: family.sessionId, scopes: client.scopes, resources: client.resources, claims: '{}' },
      ...{ acr: ACR, amr: ['pwd'], auth_time: at, created_at: at, revoked_at: date(ended?.at ?? null), revoked_reason: ended?.reason ?? null, ip: family.ip, user_agent: family.userAgent },
      ...{ access_token_jti: jtiOf(grantId, new Chance(n)), access_token_expires_at: date(issuedAt + ACCESS_TTL) },
    };
  }
}

function* refreshTokenRows(population: Population, tokenKeyId: string): Generator<Row> {
  for (const { n, family } of familiesOf(population)) {
    const uses = population.usesOf(n, family).filter((at) => isSuccess(population.useOf(n, family, at).verdict));
    const { grantId, client, issuedAt, expiresAt, ended, frozenAt } = family;
    const isRevoked = ended !== null && !ended.isGrantAlone;
    const last = uses.at(-1);
    const noted = notedAt(issuedAt, uses);
    yield {
      ...{ grant_id: grantId, salt: `\\\\x${createHash('sha256').update(String(n)).digest('hex')}`, token_key_id: tokenKeyId, generation: client.rotation === 'rotate' ? uses.length : 0 },
      ...{ issued_at: date(issuedAt), expires_at: date(expiresAt), rotated_at: null, last_used_at: date(last ?? null), noted_at: date(noted), rotate_next_at: null },
      noted_before: date(noted === issuedAt ? null : notedAt(issuedAt, uses.filter((at) => at < noted))),
      ...{ frozen_at: date(frozenAt), frozen_until: null, frozen_reason: frozenAt === null ? null : 'interleaving', dpop_jkt: family.jkt },
      ...{ revoked_at: date(isRevoked ? ended.at : null), revoked_reason: isRevoked ? ended.reason : null },
    };
  }
}

const USAGE_COLUMNS = [
  ...['grant_id', 'at', 'id', 'verdict', 'generation', 'client_id', 'account_id', 'session_id', 'ip', 'user_agent'],
  ...['request_id', 'scopes', 'resources', 'access_token_jti', 'access_token_expires_at'],
];

/** In the order of time, as refreshes write it: moments and numbers of families share the bits of one number, so that millions sort quickly. */
function* usageRows(population: Population): Generator<Value[]> {
  const [begin, bits] = [population.now - 1000 * DAY, 2 ** 23];
  const keys: number[] = [];
  const families: SeededFamily[] = [];
  for (const { n, family } of familiesOf(population)) {
    families[n] = family;
    for (const at of population.usesOf(n, family)) keys.push(((at - begin) / 100) * bits + n);
  }
  const generations = new Uint16Array(population.families + 1);
  for (const key of Float64Array.from(keys).sort()) {
    const n = key % bits;
    yield usageRow(population, n, families[n]!, begin + ((key - n) / bits) * 100, generations[n]!++);
  }
}

function usageRow(population: Population, n: number, family: SeededFamily, at: number, generation: number): Value[] {
  const { verdict, scopes, ip, userAgent } = population.useOf(n, family, at);
  const { grantId, client, account, sessionId } = family;
  const chance = new Chance(n * 7 + (at % 1e9));
  const token = isSuccess(verdict) ? [jtiOf(grantId, chance), date(at + ACCESS_TTL)] : [null, null];
  const who = [client.rotation === 'rotate' ? generation : 0, client.id, accountId(account), sessionId, ip, userAgent];
  return [grantId, date(at), chance.uuid(at), verdict, ...who, chance.hex(32), scopes, client.resources, ...token];
}

/** The first use in the day of the family's life in which it was last used; its issue on the first. */
function notedAt(issuedAt: number, uses: number[]): number {
  const day = Math.floor(((uses.at(-1) ?? issuedAt) - issuedAt) / DAY);
  return day === 0 ? issuedAt : uses.find((at) => at >= issuedAt + day * DAY)!;
}

function* familiesOf(population: Population): Generator<{ n: number; family: SeededFamily }> {
  for (let n = 1; n <= population.families; n++) yield { n, family: population.familyOf(n) };
}

/** A table and the rows that are copied into it. */
export interface SeededTable {
  name: string;
  columns: string[];
  rows: Iterable<Value[]>;
}

/** @param tokenKeyId of the key of TOKEN_KEYS that the refresh tokens can be computed with */
export function tablesOf(population: Population, tokenKeyId: string): SeededTable[] {
  return [
    ...named('client', population.newClients.map((one) => clientRow(one, population.now))),
    ...named('account', accountRows(population)),
    ...named('session', sessionRows(population)),
    ...named('"grant"', grantRows(population)),
    ...named('refresh_token', refreshTokenRows(population, tokenKeyId)),
    { name: 'refresh_usage', columns: USAGE_COLUMNS, rows: usageRows(population) },
  ];
}

/** The columns are those of the first row; without one there is nothing to copy. */
function named(name: string, rows: Iterable<Row>): SeededTable[] {
  const iterator = rows[Symbol.iterator]();
  const first = iterator.next();
  if (first.done) return [];
  const values = function* (): Generator<Value[]> {
    for (let next: IteratorResult<Row> = first; !next.done; next = iterator.next()) yield Object.values(next.value);
  };
  return [{ name, columns: Object.keys(first.value), rows: values() }];
}
