import { afterAll, beforeAll, expect, it } from 'vitest';
import { Administrator, ADMIN, openAdministeredHouse } from '../support/administrators.js';

const house = await openAdministeredHouse();
const replica = await openAdministeredHouse({ replicaOf: house });
afterAll(() => Promise.all([house.close(), replica.close()]));
const SECOND = { username: 'second', password: 'the second admin is here', sub: 'second-admin' };
let admin: Administrator;
let robot: Administrator;

beforeAll(async () => {
  admin = await Administrator.logIn(house, ADMIN);
  robot = await Administrator.run(house);
});

const act = (sub: string, what: string, who = admin) => who.post(`/accounts/${sub}/${what}`);
const setRoles = (sub: string, roles: string[], who = admin) => who.send('PATCH', `/accounts/${sub}`, { reason: 'a story', roles });

it('is neither disabled nor stripped, by whomever', async () => {
  const refused = await act(ADMIN.sub, 'disable', robot);
  expect([refused.status, refused.json.detail]).toEqual([409, 'this is the last admin who is enabled: make another one first']);
  expect((await setRoles(ADMIN.sub, ['auditor'])).status).toBe(409);
  expect((await setRoles(ADMIN.sub, ['auditor', 'admin'])).status).toBe(200);
});

it('remains of two who go at the same time, on two replicas', async () => {
  await admin.post('/accounts', { reason: 'a story', ...SECOND, roles: ['admin'] });
  const others = await Administrator.run(replica);
  for (let round = 0; round < 10; round++) {
    const answers = await Promise.all([act(ADMIN.sub, 'disable', robot), setRoles(SECOND.sub, [], others)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    await setRoles(SECOND.sub, ['admin'], robot);
    await act(ADMIN.sub, 'enable', robot);
  }
});

it('may go when another stays, by his own hand too; a disabled one counts for nothing', async () => {
  const himself = await Administrator.logIn(house, SECOND);
  expect((await act(SECOND.sub, 'disable', himself)).status).toBe(200);
  expect((await himself.get('/accounts')).status).toBe(401);
  expect((await act(ADMIN.sub, 'disable')).status).toBe(409);
  expect((await setRoles(SECOND.sub, [])).status).toBe(200);
});
