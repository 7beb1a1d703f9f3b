import { afterAll, beforeAll, expect, it } from 'vitest';
import { enter, FIREFOX, PHONE, texts } from '../support/account.pages.js';
import { Administrator, ADMIN, ADMINISTERED } from '../support/administrators.js';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, BOB, NATIVE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openHouse({ bootstrap: ADMINISTERED, settings: { TRUST_PROXY: '127.0.0.1' } });
afterAll(() => house.close());
const [web, native] = [new RelyingParty(house, WEB), new RelyingParty(house, NATIVE, 'http://127.0.0.1:49152/callback')];
const refresh = (token: string, party = web) => party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token });
const browser = new Browser(house, FIREFOX);
let page: Page;
const DAY = 86_400;

beforeAll(async () => {
  const old = (await web.logIn(browser, ALICE)).answer.json;
  house.clock.advance(91 * DAY);
  const begin = house.clock.now().getTime() % (DAY * 1000);
  house.clock.advance(DAY - begin / 1000); // midnight UTC
  await refresh(old.refresh_token); // expired
  house.clock.advance(60);
  const mine = (await web.logIn(browser, ALICE)).answer.json;
  for (let n = 0; n < 3; n++) {
    house.clock.advance(60);
    await refresh(mine.refresh_token);
  }
  const phone = (await native.logIn(new Browser(house, PHONE), ALICE)).answer.json;
  house.clock.advance(60);
  await refresh(phone.refresh_token, native);
  await web.logIn(new Browser(house, PHONE), BOB);
  house.clock.advance(60);
  await (await enter(browser)).submit('#connections [data-connection]:last-child .end');
  house.clock.advance(60);
  await refresh(mine.refresh_token);
  house.clock.advance(60);
  const admin = await Administrator.logIn(house, ADMIN);
  await admin.post(`/accounts/${ALICE.sub}/logout`, { reason: 'a secret suspicion', ticket: 'HR-1' });
  house.clock.advance(60);
  page = await enter(new Browser(house, FIREFOX), ALICE, '/account/activity');
});

it('finds what happened in the last 90 days, the latest first, one line for a day’s uses', () => {
  expect(texts(page, '#activity li > p:first-child')).toEqual([
    'You signed in.',
    'An administrator: everything was signed out.',
    'Example Web was refused once: its access had been ended.',
    'You: an application was signed out.',
    'Example Native used its access once on that day.',
    'Example Native was connected.',
    'You signed in.',
    'Example Web used its access 3 times on that day.',
    'Example Web was connected.',
    'You signed in.',
    'Example Web was refused once: its access had expired.',
  ]);
});

it('with devices and networks of the person’s own, and nobody else’s', () => {
  const lines = texts(page, '#activity li');
  expect(lines[0]).toMatch(/^You signed in\. now\s?Firefox on Linux\s?203\.0\.113\.0\/24$/);
  expect(page.text).not.toMatch(/HR-1|suspicion|Bob|127\.0\.0\.\d+\/(?!24)/);
  expect(lines.find((line) => line.startsWith('An administrator'))).toMatch(/ago$/);
});

it('is bounded, however much there is', async () => {
  const { at, id } = (await house.sql<any>('SELECT * FROM refresh_usage ORDER BY at DESC LIMIT 1'))[0]!;
  await house.sql(
    `INSERT INTO refresh_usage SELECT (json_populate_record(u, json_build_object('id', gen_random_uuid(), 'at', u.at - n * interval '10 seconds'))).*
     FROM refresh_usage u, generate_series(1, 5000) n WHERE u.at = $1 AND u.id = $2`, [at, id]);
  const again = await enter(new Browser(house, FIREFOX), ALICE, '/account/activity');
  expect(texts(again, '#activity li').filter((line) => /was refused 1,000 times/.test(line)).length).toBeLessThanOrEqual(1);
  expect(again.$('#activity li').length).toBeLessThanOrEqual(200);
});
