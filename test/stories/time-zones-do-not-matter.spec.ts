import { decodeJwt } from 'jose';
import { afterAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, ROTATIONS, under, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const usual = process.env.TZ;
process.env.TZ = 'Asia/Kathmandu';
const clients = ROTATIONS.map((rotation) => under(rotation, WEB));
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients }, timezone: 'America/St_Johns' });
afterAll(async () => {
  await house.close();
  if (usual === undefined) delete process.env.TZ;
  else process.env.TZ = usual;
});

it.each(ROTATIONS)('RT-30: the app in Kathmandu, the database in St. John\'s: under %s, login, refresh and expiry are as anywhere', async (rotation) => {
  expect(new Date().getTimezoneOffset()).toBe(-345);
  const [zone] = await house.sql(`SELECT setting FROM pg_db_role_setting, unnest(setconfig) setting WHERE setting LIKE 'TimeZone=%' OR setting LIKE 'timezone=%'`);
  expect(zone).toBeDefined();
  const web = new RelyingParty(house, under(rotation, WEB));
  const { answer } = await web.logIn(new Browser(house), ALICE);
  const now = Math.floor(house.clock.now().getTime() / 1000);
  expect(decodeJwt(answer.json.id_token)).toMatchObject({ iat: now, exp: now + 3600, auth_time: now });
  expect(await web.introspect(answer.json.refresh_token)).toMatchObject({ iat: now, exp: now + 30 * 86_400 });
  const refresh = (token: string) => web.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token });
  const first = await refresh(answer.json.refresh_token);
  house.clock.advance(29); // inside the window for retries
  expect((await refresh(answer.json.refresh_token)).json.refresh_token).toBe(first.json.refresh_token);
  house.clock.advance(30 * 86_400 - 30);
  const last = await refresh(first.json.refresh_token);
  expect(last.status).toBe(200);
  const rows = await house.sql('SELECT at FROM refresh_usage WHERE request_id = $1', [last.headers.get('x-request-id')]);
  expect(rows).toEqual([{ at: house.clock.now() }]);
  house.clock.advance(1);
  expect((await refresh(last.json.refresh_token)).json.error).toBe('invalid_grant');
});
