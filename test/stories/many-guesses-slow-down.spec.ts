import { afterAll, expect, it } from 'vitest';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const people = Array.from({ length: 30 }, (_, n) => ({ ...ALICE, sub: `person-${n}`, username: `person-${n}` }));
const house = await openHouse({ settings: { TRUST_PROXY: '127.0.0.1' }, bootstrap: { clients: [WEB], accounts: [ALICE, ...people] } });
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);

let addresses = 0;
/** A login page in a browser at an address of its own, or at the one given. */
async function knock(address = `198.51.100.${++addresses}`): Promise<Page> {
  return new Browser(house, { 'x-forwarded-for': address }).open((await web.authorizationUrl({ scope: 'openid' })).url);
}
const attempt = (page: Page, username: string) => page.submit('#submit', { username, password: 'wrong' });

const statusOf = async (page: Promise<Page>) => (await page).status;

it('twenty from one address, whomever they are tried for, slow that address down', async () => {
  for (let n = 0; n < 20; n++) expect(await statusOf(attempt(await knock('203.0.113.9'), `person-${n}`))).toBe(401);
  expect(await statusOf(attempt(await knock('203.0.113.9'), 'person-20'))).toBe(429);
  expect(await statusOf(attempt(await knock('203.0.113.10'), 'person-20'))).toBe(401);
});

it('of forty guesses at once at most five are looked at, and the table tells no name', async () => {
  const page = await knock();
  const statuses = await Promise.all(Array.from({ length: 40 }, () => statusOf(attempt(page, 'person-29'))));
  expect([401, 429].map((status) => statuses.filter((one) => one === status).length)).toEqual([5, 35]);
  const rows = await house.sql<{ row: string; key: Buffer }>('SELECT t::text AS row, key FROM login_throttle t');
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter(({ row, key }) => /person-|alice|198\.51/.test(row + key.toString('latin1')))).toEqual([]);
});
