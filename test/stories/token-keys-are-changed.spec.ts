import { randomBytes } from 'node:crypto';
import { afterAll, expect, it } from 'vitest';
import { TokenKeyStore } from '../../src/keys/token-key.store.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, KEYS, WEB, type ClientRegistration } from '../support/data.js';
import { openHouse, type House } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const ROTATING: ClientRegistration = { ...WEB, client_id: 'rotating', refresh_token_policy: { rotation: 'rotate' } };
const bootstrap = { ...BOOTSTRAP, clients: [WEB, ROTATING] };
const NEW_KEY = randomBytes(32).toString('base64url');

const house = await openHouse({ bootstrap });
const opened: House[] = [house];
afterAll(() => Promise.all(opened.map((one) => one.close())));

async function restart(tokenKeys: string): Promise<House> {
  const next = await openHouse({ replicaOf: house, bootstrap, settings: { TOKEN_KEYS: tokenKeys } });
  opened.push(next);
  return next;
}

const login = async (client: ClientRegistration) => (await new RelyingParty(house, client).logIn(new Browser(house), ALICE)).answer.json.refresh_token as string;
const [kept, turned] = [await login(WEB), await login(ROTATING)];
const keyOf = async (clientId: string) => (await house.sql('SELECT token_key_id AS id FROM refresh_token JOIN "grant" USING (grant_id) WHERE client_id = $1', [clientId]))[0]!.id as string;

it('a wrong ring, or one without the key that tokens were made with, stops the start and logs nobody out', async () => {
  const start = restart(NEW_KEY);
  await expect(start).rejects.toThrow(`TOKEN_KEYS lacks the key ${await keyOf('web')}`);
  expect((await new RelyingParty(house, WEB).refresh(kept)).answer.status).toBe(200);
});

it('so does a key that is another than its name says', async () => {
  const spoil = () => house.sql('UPDATE token_key SET canary = set_byte(canary, 0, get_byte(canary, 0) # 1)');
  await spoil();
  await expect(restart(KEYS.TOKEN_KEYS)).rejects.toThrow(`TOKEN_KEYS lacks the key ${await keyOf('web')}`);
  await spoil();
});

it('the first key signs, the others still verify: a reused token stays, a rotated one moves to the new key', async () => {
  const before = await keyOf('rotating');
  const next = await restart(`${NEW_KEY},${KEYS.TOKEN_KEYS}`);
  expect((await new RelyingParty(next, WEB).refresh(kept)).answer.json.refresh_token).toBe(kept);
  const { json } = (await new RelyingParty(next, ROTATING).refresh(turned)).answer;
  expect((await new RelyingParty(next, ROTATING).refresh(turned)).answer.json.refresh_token, 'a retry').toBe(json.refresh_token);
  expect(await keyOf('rotating')).not.toBe(before);
  expect(await keyOf('web')).toBe(before);
});

it('a key can be retired knowingly: then a server starts without it, and refuses what it made', async () => {
  const old = await keyOf('web');
  const keys = house.app.get(TokenKeyStore);
  expect((await keys.findAll()).map(({ retiredAt }) => retiredAt)).toEqual([null, null]);
  expect(await keys.retire('nonsense')).toBe(false);
  expect(await keys.retire(old)).toBe(true);
  const next = await restart(NEW_KEY);
  const answer = await new RelyingParty(next, WEB).call('/oidc/token', { grant_type: 'refresh_token', refresh_token: kept });
  expect(answer.json.error).toBe('invalid_grant');
});
