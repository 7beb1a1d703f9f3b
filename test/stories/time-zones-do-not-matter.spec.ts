import { decodeJwt } from 'jose';
import { afterAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const usual = process.env.TZ;
process.env.TZ = 'Asia/Kathmandu';
const house = await openHouse({ timezone: 'America/St_Johns' });
afterAll(async () => {
  await house.close();
  if (usual === undefined) delete process.env.TZ;
  else process.env.TZ = usual;
});

it('RT-30: the app in Kathmandu, the database in St. John\'s: login, refresh and expiry are as anywhere', async () => {
  expect(new Date().getTimezoneOffset()).toBe(-345);
  const [zone] = await house.sql(`SELECT setting FROM pg_db_role_setting, unnest(setconfig) setting WHERE setting LIKE 'TimeZone=%' OR setting LIKE 'timezone=%'`);
  expect(zone).toBeDefined();
  const web = new RelyingParty(house, WEB);
  const { answer } = await web.logIn(new Browser(house), ALICE);
  const now = Math.floor(house.clock.now().getTime() / 1000);
  expect(decodeJwt(answer.json.id_token)).toMatchObject({ iat: now, exp: now + 3600, auth_time: now });
  expect(await web.introspect(answer.json.refresh_token)).toMatchObject({ iat: now, exp: now + 30 * 86_400 });
  const refresh = () => web.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: answer.json.refresh_token });
  house.clock.advance(30 * 86_400 - 1);
  expect((await refresh()).status).toBe(200);
  const [{ at }] = (await house.sql('SELECT at FROM refresh_usage')) as [{ at: Date }];
  expect(at).toEqual(house.clock.now());
  house.clock.advance(1);
  expect((await refresh()).json.error).toBe('invalid_grant');
});
