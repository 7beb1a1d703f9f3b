import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Administrator, ADMIN, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openAdministeredHouse();
const replica = await openAdministeredHouse({ replicaOf: house });
afterAll(() => Promise.all([house.close(), replica.close()]));
const web = new RelyingParty(house, WEB);
const there = new RelyingParty(replica, WEB);
let admin: Administrator;

beforeAll(async () => {
  admin = await Administrator.logIn(house, ADMIN);
  house.clock.advance(1);
});

const because = (more: object = {}) => ({ reason: 'a story', ...more });
const create = async (username: string, more: object = {}) => (await admin.post('/accounts', because({ username, ...more }))).json;
const logIn = async (username: string, password: string) => (await web.logIn(new Browser(house), { username, password })).answer.json;
const refresh = async (token: string, party = there) => (await party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token })).json;
const events = (id: string) => house.sql('SELECT action, old, new, actor_sub, ticket FROM admin_event WHERE target_id = $1 ORDER BY at, id', [id]);
const cannotLogIn = async (username: string, password: string) => expect(logIn(username, password)).rejects.toThrow('stuck at');

describe('create', () => {
  it('with a password that is made, which lets the person in and stands nowhere', async () => {
    const answer = await admin.post('/accounts', because({ username: 'Carol', claims: { name: 'Carol', email: 'carol@example.com' }, ticket: 'HR-1' }));
    expect([answer.status, answer.json]).toMatchObject([201, { username: 'carol', status: 'active', roles: [], claims: { name: 'Carol', email: 'carol@example.com' } }]);
    const { id, generated_password: password } = answer.json;
    expect(password).toMatch(/^([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}$/);
    expect((await logIn('carol', password)).id_token).toBeDefined();
    expect(await events(id)).toEqual([
      { action: 'account.create', old: null, new: { username: 'carol', roles: [], claims: { name: 'Carol', email: 'carol@example.com' } }, actor_sub: ADMIN.sub, ticket: 'HR-1' },
    ]);
    expect(JSON.stringify([await house.sql('SELECT * FROM admin_event'), house.logs])).not.toContain(password);
  });

  it('with a password that is given, and a sub', async () => {
    expect(await create('dave', { sub: 'dave-1', password: 'a password of his own', roles: ['support'] })).toMatchObject({ id: 'dave-1', roles: ['support'], generated_password: null });
    await logIn('dave', 'a password of his own');
    expect((await admin.get('/accounts/dave-1')).json).toMatchObject({ id: 'dave-1', live_tokens: 1, live_sessions: 1, last_login_at: house.clock.now().toISOString() });
  });

  it('under an Idempotency-Key once, and with the same password in the answer', async () => {
    const ask = () => admin.post('/accounts', because({ username: 'erin' }), { 'idempotency-key': 'erin' });
    const [first, second] = [await ask(), await ask()];
    expect([second.status, second.text]).toEqual([201, first.text]);
    const [{ answer }] = (await house.sql<{ answer: Buffer }>('SELECT answer FROM idempotent_answer')) as [{ answer: Buffer }];
    expect(answer.toString('latin1')).not.toContain(first.json.generated_password);
  });

  it('not twice under one name or sub, however typed, also at the same time', async () => {
    const taken = await admin.post('/accounts', because({ username: ' ALICE ' }));
    expect([taken.status, taken.json.detail]).toEqual([409, 'the username or the sub is another account’s']);
    expect((await admin.post('/accounts', because({ username: 'alice2', sub: ALICE.sub }))).status).toBe(409);
    const both = await Promise.all([1, 2].map(() => admin.post('/accounts', because({ username: 'twin' }))));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it.each<[string, object, string]>([
    ['no username', {}, 'username'],
    ['an empty username', { username: ' ' }, 'username'],
    ['a short password', { username: 'x', password: 'short' }, 'password'],
    ['an unknown role', { username: 'x', roles: ['emperor'] }, 'roles'],
    ['an unknown claim', { username: 'x', claims: { shoe_size: 43 } }, 'claims.shoe_size'],
    ['a wrong claim', { username: 'x', claims: { email: 'nonsense' } }, 'claims.email'],
    ['claims that are none', { username: 'x', claims: 'nonsense' }, 'claims'],
    ['an id of strange letters', { username: 'x', sub: 'a/b' }, 'sub'],
  ])('not with %s', async (_what, body, field) => {
    const { status, json } = await admin.post('/accounts', because(body));
    expect([status, json.errors?.[0]?.field]).toEqual([400, field]);
  });
});

describe('change', () => {
  const patch = (id: string, body: object) => admin.send('PATCH', `/accounts/${id}`, because(body));

  it('claims one by one, the username and the roles; the ledger has what was and what is', async () => {
    const { id } = await create('frank', { claims: { name: 'Frank', gender: 'male', nickname: 'F' } });
    expect((await patch(id, { username: 'Franz', roles: ['auditor'], claims: { nickname: 'Franzl', gender: null } })).json).toMatchObject({
      ...{ username: 'franz', roles: ['auditor'], claims: { name: 'Frank', nickname: 'Franzl' } },
    });
    expect((await events(id)).at(-1)).toMatchObject({
      action: 'account.change',
      old: { username: 'frank', roles: [], 'claims.gender': 'male', 'claims.nickname': 'F' },
      new: { username: 'franz', roles: ['auditor'], 'claims.gender': null, 'claims.nickname': 'Franzl' },
    });
    expect((await admin.get(`/accounts/${id}`)).json.claims).toEqual({ name: 'Frank', nickname: 'Franzl' });
  });

  it('refuses what is another’s, nothing at all, and nobody', async () => {
    expect((await patch(BOB.sub, { username: 'ALICE' })).status).toBe(409);
    expect((await patch(BOB.sub, {})).json).toMatchObject({ status: 400, detail: 'there is nothing to change' });
    expect((await patch('nobody', { roles: [] })).json).toMatchObject({ status: 404, detail: 'there is no account with this id' });
    expect((await patch(BOB.sub, { password: 'not by this way' })).json.errors).toEqual([{ field: 'password', detail: 'is not known here' }]);
  });

  it('takes away at once what a role gave', async () => {
    const { id } = await create('gina', { password: 'gina has a password', roles: ['auditor'] });
    const gina = await Administrator.logIn(replica, { username: 'gina', password: 'gina has a password', sub: id });
    expect((await gina.get('/accounts')).status).toBe(200);
    await patch(id, { roles: [] });
    expect((await gina.get('/accounts')).status).toBe(403);
  });
});

it('disable refuses all of the account on every replica until it is enabled', async () => {
  const { refresh_token: token, access_token: jwt } = await logIn(BOB.username, BOB.password);
  const act = (what: string) => admin.post(`/accounts/${BOB.sub}/${what}`);
  expect((await act('disable')).json).toMatchObject({ status: 'disabled', disabled_at: house.clock.now().toISOString() });
  expect((await refresh(token)).error).toBe('invalid_grant');
  expect(await there.introspect(jwt)).toEqual({ active: false });
  await cannotLogIn(BOB.username, BOB.password);
  expect((await admin.get(`/accounts/${BOB.sub}`)).json).toMatchObject({ live_tokens: 0, live_sessions: 0 });
  expect((await act('disable')).status).toBe(409);
  expect((await act('enable')).json).toMatchObject({ status: 'active', disabled_at: null });
  expect((await refresh(token)).refresh_token).toBe(token);
  expect((await act('enable')).status).toBe(409);
});

it('reset-password ends every login and lets in with the new one alone', async () => {
  const { id } = await create('henry', { password: 'the password of Henry' });
  const { refresh_token: token, access_token: jwt } = await logIn('henry', 'the password of Henry');
  house.clock.advance(1);
  const { json } = await admin.post(`/accounts/${id}/reset-password`);
  expect((await refresh(token)).error).toBe('invalid_grant');
  expect(await there.introspect(jwt)).toEqual({ active: false });
  await cannotLogIn('henry', 'the password of Henry');
  house.clock.advance(60);
  await logIn('henry', json.generated_password);
  expect((await admin.post(`/accounts/${id}/reset-password`, because({ password: 'chosen by the admin' }))).json.generated_password).toBeNull();
  expect((await events(id)).slice(1)).toMatchObject([
    { action: 'account.reset_password', old: { passwordChangedAt: null }, new: { passwordChangedAt: json.password_changed_at } },
    { action: 'account.reset_password', old: { passwordChangedAt: json.password_changed_at } },
  ]);
});

it('who may: an auditor and support see; neither changes', async () => {
  for (const who of [AUDITOR, SUPPORT]) {
    const other = await Administrator.logIn(house, who);
    expect([(await other.get('/accounts')).status, (await other.get(`/accounts/${ALICE.sub}`)).status]).toEqual([200, 200]);
    const writes = [other.post('/accounts', because({ username: 'x' })), other.send('PATCH', `/accounts/${BOB.sub}`, because({ roles: ['admin'] }))];
    for (const what of ['disable', 'enable', 'reset-password']) writes.push(other.post(`/accounts/${BOB.sub}/${what}`));
    expect((await Promise.all(writes)).map(({ status, json }) => [status, json.scope])).toEqual(writes.map(() => [403, 'accounts:write']));
  }
});
