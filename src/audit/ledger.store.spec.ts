import { v7 as uuidv7 } from 'uuid';
import { afterAll, expect, test } from 'vitest';
import { openDataSource, partitionsOf } from '../../test/support/database.js';
import { TestClock } from '../../test/support/test.clock.js';
import { plusSeconds } from '../protocol/clock.js';
import { FloodStore } from './flood.store.js';
import { LedgerStore, NO_GRANT, type RefreshAttempt } from './ledger.store.js';
import { RefreshTallyStore } from './refresh-tally.store.js';
import { RefreshUsage } from './refresh-usage.entity.js';

const dataSource = await openDataSource([RefreshUsage], { asOwner: true });
const partitions = partitionsOf(dataSource);
const clock = new TestClock();
const floods = new FloodStore(dataSource, partitions, clock);
const tally = new RefreshTallyStore(dataSource);
afterAll(() => tally.flush());
const ledger = new LedgerStore(dataSource, partitions, floods, tally);
const rowsOf = (grantId: string) => dataSource.getRepository(RefreshUsage).findBy({ grantId });

const attempt = (changes: Partial<RefreshAttempt> = {}): RefreshAttempt => ({
  ...{ grantId: uuidv7(), at: new Date('2026-11-24T10:00:00Z'), verdict: 'reused', reason: null, generation: 0 },
  ...{ clientId: 'web', accountId: 'alice', sessionId: uuidv7(), scopes: ['openid', 'profile'], resources: ['https://api.example/'] },
  ...{ accessTokenJti: 'jti-1', accessTokenExpiresAt: new Date('2026-11-24T11:00:00Z') },
  caller: { requestId: 'request-1', ip: '2001:db8::1', userAgent: 'curl/8' },
  ...changes,
});

test('an attempt is one row with all that is known of it', async () => {
  const told = attempt();
  expect(await ledger.record(told)).toEqual({ previous: null });
  const { caller, ...columns } = told;
  expect(await rowsOf(told.grantId)).toEqual([expect.objectContaining({ ...columns, ...caller })]);
});

test('an attempt whose token told of nothing is written too', async () => {
  const empty = { sessionId: null, accountId: null, generation: null, scopes: [], resources: [], accessTokenJti: null, accessTokenExpiresAt: null };
  expect(await ledger.record(attempt({ ...empty, grantId: NO_GRANT, verdict: 'malformed', caller: { requestId: 'r', ip: '10.0.0.1', userAgent: null } }))).not.toBeNull();
  expect(await rowsOf(NO_GRANT)).toEqual([expect.objectContaining({ ...empty, verdict: 'malformed', userAgent: null })]);
});

test('a step that yields no row leaves no row in the ledger', async () => {
  const told = attempt();
  expect(await ledger.record(told, { name: 'never', sql: 'SELECT attempt.* FROM attempt WHERE expected = 0' }, { expected: 1 })).toBeNull();
  expect(await rowsOf(told.grantId)).toEqual([]);
});

/** The least of what a rotation does. */
const ADVANCE = {
  name: 'advance',
  sql: `UPDATE family SET generation = family.generation + 1 FROM attempt
    WHERE family.grant_id = attempt.grant_id AND family.generation = attempt.expected RETURNING attempt.*`,
};

test('a step and its row stand or fall together', async () => {
  await dataSource.query('CREATE TABLE family (grant_id uuid PRIMARY KEY, generation integer NOT NULL)');
  const told = attempt();
  await dataSource.query('INSERT INTO family VALUES ($1, 0)', [told.grantId]);
  // Twenty at once: the condition lets one through.
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => ledger.record(told, ADVANCE, { expected: 0 })));
  expect(outcomes.filter(Boolean)).toHaveLength(1);
  expect(await rowsOf(told.grantId)).toHaveLength(1);
  // And a row that cannot be written undoes its step.
  await expect(ledger.record(attempt({ grantId: told.grantId, clientId: null as never }), ADVANCE, { expected: 1 })).rejects.toThrow(/client_id/);
  expect(await dataSource.query('SELECT generation FROM family')).toEqual([{ generation: 1 }]);
});

test('a row that cannot be written harms none of its neighbours', async () => {
  const told = attempt();
  const spoiled = attempt({ caller: { requestId: 'r', ip: null, userAgent: 'a NUL \0' } });
  const outcomes = await Promise.allSettled([...Array(5).fill(told), spoiled, ...Array(5).fill(told)].map((one) => ledger.record(one)));
  expect(outcomes.map(({ status }) => status)).toEqual([...Array(5).fill('fulfilled'), 'rejected', ...Array(5).fill('fulfilled')]);
  expect(await rowsOf(told.grantId)).toHaveLength(10);
});

test('a step that wants it is told of the success before, not of the refusals between', async () => {
  const told = attempt();
  const later = (seconds: number, changes: Partial<RefreshAttempt> = {}) => ({ ...told, at: plusSeconds(told.at, seconds), ...changes });
  const asking = { name: 'asking', sql: 'SELECT attempt.* FROM attempt', tellsPrevious: true };
  expect(await ledger.record(told, asking)).toEqual({ previous: null });
  await ledger.record(later(60, { caller: { ...told.caller, ip: '192.0.2.1' } }), asking);
  await ledger.record(later(70, { verdict: 'scope_exceeded' }));
  expect(await ledger.record(later(90), asking)).toEqual({ previous: { at: plusSeconds(told.at, 60), ip: '192.0.2.1', userAgent: 'curl/8', verdict: 'reused' } });
});

test('the success before is told however long ago it was', async () => {
  const born = new Date('2026-01-05T10:00:00Z');
  const told = attempt({ at: born, grantId: uuidv7({ msecs: born.getTime() }) });
  const asking = { name: 'asking', sql: 'SELECT attempt.* FROM attempt', tellsPrevious: true };
  const next = (days: number) => ledger.record({ ...told, at: plusSeconds(born, days * 86_400), caller: { ...told.caller, requestId: `day ${days}` } }, asking);
  expect(await next(0)).toEqual({ previous: null });
  expect(await next(6)).toMatchObject({ previous: { at: born } });
  expect(await next(100)).toMatchObject({ previous: { at: plusSeconds(born, 6 * 86_400) } });
  expect(await next(101)).toMatchObject({ previous: { at: plusSeconds(born, 100 * 86_400) } });
});

test('rows of one grant at one moment do not collide', async () => {
  const told = attempt();
  await Promise.all(Array.from({ length: 10 }, () => ledger.record(told)));
  expect(await rowsOf(told.grantId)).toHaveLength(10);
});
