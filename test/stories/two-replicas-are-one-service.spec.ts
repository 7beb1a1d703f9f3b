import { afterAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { get } from '../support/wire.js';

const first = await openHouse();
const second = await openHouse({ replicaOf: first });
afterAll(() => Promise.all([first.close(), second.close()]));
const [here, there] = [new RelyingParty(first, WEB), new RelyingParty(second, WEB)];

it('publishes one set of keys', async () => {
  const [one, other] = await Promise.all([first, second].map((house) => get(house, '/oidc/.well-known/jwks.json')));
  expect(one!.json.keys).toHaveLength(3);
  expect(other!.text).toBe(one!.text);
});

it('begins a login on one replica and ends it on the other', async () => {
  const { callback, checks } = await here.authorize(new Browser(first), ALICE);
  const { answer } = await there.exchange(callback, checks);
  expect((await here.refresh(answer.json.refresh_token)).answer.json.refresh_token).toBe(answer.json.refresh_token);
});

it('revokes on one replica what the other answers for, at once', async () => {
  const { answer } = await here.logIn(new Browser(first), ALICE);
  await here.revoke(answer.json.refresh_token);
  expect(await there.introspect(answer.json.access_token)).toEqual({ active: false });
  expect((await there.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: answer.json.refresh_token })).json.error).toBe('invalid_grant');
});
