import { afterAll, beforeEach, expect, it } from 'vitest';
import { ALICE, BOB, OTHER, WEB } from '../../test/support/data.js';
import { openHouse } from '../../test/support/house.js';
import { Consent } from './consent.entity.js';
import { ConsentStore } from './consent.store.js';

const house = await openHouse();
afterAll(() => house.close());
const { clock } = house;
const store = house.app.get(ConsentStore);
const rows = house.dataSource.getRepository(Consent);
const remember = (...scopes: string[]) => store.remember(ALICE.sub, WEB.client_id, scopes, []);
const find = () => store.find(ALICE.sub, WEB.client_id);
beforeEach(() => rows.deleteAll());

it('nothing is known at first', async () => {
  expect(await find()).toBeNull();
});

it('what is allowed later adds to what was allowed before, and dates it anew', async () => {
  await store.remember(ALICE.sub, WEB.client_id, ['openid', 'email'], ['https://a.example/']);
  clock.advance(60);
  await store.remember(ALICE.sub, WEB.client_id, ['openid', 'profile'], ['https://b.example/']);
  const [scopes, resources] = [['email', 'openid', 'profile'], ['https://a.example/', 'https://b.example/']];
  expect(await find()).toMatchObject({ accountId: ALICE.sub, clientId: WEB.client_id, scopes, resources, grantedAt: clock.now() });
});

it('allowing nothing in particular is remembered too, and takes nothing away', async () => {
  await remember();
  expect((await find())?.scopes).toEqual([]);
  await remember('openid');
  await remember();
  expect((await find())?.scopes).toEqual(['openid']);
});

it.each([[ALICE.sub, OTHER.client_id], [BOB.sub, WEB.client_id]])('it holds for that person and that application alone', async (accountId, clientId) => {
  await remember('openid');
  expect(await store.find(accountId, clientId)).toBeNull();
});

it('of twenty that are given at once none is lost', async () => {
  const scopes = Array.from({ length: 20 }, (_, n) => `scope-${String(n).padStart(2, '0')}`);
  await Promise.all(scopes.map((scope) => remember(scope)));
  expect((await find())?.scopes).toEqual(scopes);
});
