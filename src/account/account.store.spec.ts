import { describe, expect, test } from 'vitest';
import { openDataSource } from '../../test/support/database.js';
import { TestClock } from '../../test/support/test.clock.js';
import { Account } from './account.entity.js';
import { AccountStore } from './account.store.js';

const dataSource = await openDataSource([Account]);
const clock = new TestClock();
const store = new AccountStore(dataSource, clock);
const PASSWORD = 'correct horse battery staple';
const details = (changes: object = {}) => ({ username: 'alice', password: PASSWORD, name: 'Alice', roles: [], ...changes });
const rowsOf = (username: string) => dataSource.getRepository(Account).findBy({ username });

test('an account saved again is the same person with the new details', async () => {
  const first = await store.save(details());
  clock.advance(60);
  const second = await store.save(details({ name: 'Alice B.', roles: ['auditor'] }));
  expect(second.accountId).toBe(first.accountId);
  const [row, ...others] = await rowsOf('alice');
  expect(others).toEqual([]);
  expect(row).toMatchObject({ claims: { name: 'Alice B.' }, roles: ['auditor'], createdAt: first.createdAt, updatedAt: clock.now() });
});

test('the password rests as Argon2id and is hashed anew only when it changes', async () => {
  const { passwordHash } = await store.save(details({ username: 'carol' }));
  expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect((await store.save(details({ username: 'carol' }))).passwordHash).toBe(passwordHash);
  await store.save(details({ username: 'carol', password: 'another one, changed' }));
  expect(await store.findByPassword('carol', PASSWORD)).toBeNull();
  expect(await store.findByPassword('carol', 'another one, changed')).not.toBeNull();
});

test('a given sub is the account’s id, and finds it under a new username', async () => {
  await store.save(details({ sub: 'dave-1', username: 'dave' }));
  await store.save(details({ sub: 'dave-1', username: 'david' }));
  expect(await rowsOf('dave')).toEqual([]);
  expect((await store.find('dave-1'))?.username).toBe('david');
});

test('saving a disabled account does not enable it', async () => {
  const { accountId } = await store.save(details({ username: 'frank' }));
  await dataSource.getRepository(Account).update({ accountId }, { disabledAt: clock.now() });
  await store.save(details({ username: 'frank' }));
  expect((await store.find(accountId))?.isEnabled).toBe(false);
});

describe('who logs in', () => {
  test.each([
    ['the right password', 'erin', PASSWORD, true],
    ['the username in capitals and between spaces', ' ERIN ', PASSWORD, true],
    ['the username in full-width letters', 'ｅｒｉｎ', PASSWORD, true],
    ['a wrong password', 'erin', 'correct horse battery stapl', false],
    ['a password of another case', 'erin', PASSWORD.toUpperCase(), false],
    ['no password', 'erin', '', false],
    ['nobody', 'nobody', PASSWORD, false],
    ['a pattern of SQL', "erin' OR '1'='1", PASSWORD, false],
  ])('%s: %j %j', async (_, username, password, expected) => {
    await store.save(details({ username: 'erin' }));
    expect((await store.findByPassword(username, password))?.username === 'erin').toBe(expected);
  });

  test.each(['disabledAt', 'deletedAt'] as const)('nobody whose account has %s', async (column) => {
    const { accountId } = await store.save(details({ username: `gone-${column.toLowerCase()}` }));
    expect(await store.findByPassword(`gone-${column}`, PASSWORD)).not.toBeNull();
    await dataSource.getRepository(Account).update({ accountId }, { [column]: clock.now() });
    expect(await store.findByPassword(`gone-${column}`, PASSWORD)).toBeNull();
  });
});

test('nobody logs in with a password that is just being changed', async () => {
  const { accountId } = await store.save(details({ username: 'grace' }));
  const login = await dataSource.transaction(async (manager) => {
    await store.lock(manager, accountId);
    const attempt = store.findByPassword('grace', PASSWORD);
    await expect.poll(() => manager.query('SELECT FROM pg_locks WHERE NOT granted')).not.toEqual([]);
    await store.setPassword(manager, accountId, 'set by somebody else');
    return { attempt };
  });
  expect(await login.attempt).toBeNull();
});

test('a password is the same however its letters are composed', async () => {
  await store.save(details({ username: 'zoe', password: 'Zo\u00eb loves long passwords' }));
  expect(await store.findByPassword('zoe', 'Zoe\u0308 loves long passwords')).not.toBeNull();
});
