import { afterAll, describe, expect, it } from 'vitest';
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
const attempt = (page: Page, username: string, password = 'wrong') => page.submit('#submit', { username, password });

async function guess(page: Page, username: string, times: number): Promise<Page> {
  for (let n = 0; n < times; n++) page = await attempt(page, username, `wrong ${n}`);
  return page;
}
const statusOf = async (page: Promise<Page>) => (await page).status;

describe('a wrong password', () => {
  it('brings the page again, with the username and without the password', async () => {
    const page = await attempt(await knock(), 'alice', 'a secret typed wrongly');
    expect([page.status, page.$('#username').val(), page.$('#password').val()]).toEqual([401, 'alice', undefined]);
    expect([page.$('#login-error').text(), page.text.includes('a secret typed wrongly')]).toEqual(['Wrong username or password. Please try again.', false]);
    expect((await attempt(page, 'alice', ALICE.password)).$('#allow')).toHaveLength(1);
  });

  it('is told in the same words for somebody who does not exist', async () => {
    const [known, unknown] = [await attempt(await knock(), 'alice'), await attempt(await knock(), 'nobody')];
    expect([unknown.status, unknown.$('#login-error').text()]).toEqual([known.status, known.$('#login-error').text()]);
  });

  it.each([['', 'x'], ['alice', '']])('or an empty field (%j, %j) is no attempt', async (username, password) => {
    let page = await knock();
    for (let n = 0; n < 7; n++) page = await attempt(page, username, password);
    expect([page.status, page.$('#login-error').text()]).toEqual([401, 'Enter your username and your password.']);
  });
});

describe('after five of them', () => {
  it('the sixth is not looked at, not even the right one, until the wait is over', async () => {
    const page = await guess(await knock(), 'person-0', 5);
    expect(page.status).toBe(401);
    const slow = await attempt(page, 'person-0', ALICE.password);
    expect([slow.status, slow.headers.get('retry-after'), slow.$('#username').val()]).toEqual([429, '1', 'person-0']);
    house.clock.advance(1);
    expect((await attempt(slow, 'person-0', ALICE.password)).$('#allow')).toHaveLength(1);
  });

  it('each further one doubles the wait, up to a minute, and nobody is locked out for good', async () => {
    let page = await guess(await knock(), 'person-1', 5);
    const waits = [];
    for (let n = 0; n < 8; n++) {
      page = await attempt(page, 'person-1', ALICE.password);
      waits.push(Number(page.headers.get('retry-after')));
      house.clock.advance(waits.at(-1)! - 1);
      expect(await statusOf(attempt(page, 'person-1'))).toBe(429);
      house.clock.advance(1);
      page = await attempt(page, 'person-1');
      expect(page.status).toBe(401);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    house.clock.advance(60);
    expect((await attempt(page, 'person-1', ALICE.password)).$('#allow')).toHaveLength(1);
  });

  it('other addresses and other people are not concerned; the name in capitals is', async () => {
    const page = await guess(await knock('203.0.113.1'), 'person-2', 5);
    expect(await statusOf(attempt(await knock('203.0.113.2'), 'person-2'))).toBe(401);
    expect(await statusOf(attempt(await knock('203.0.113.1'), 'person-3'))).toBe(401);
    expect(await statusOf(attempt(page, ' PERSON-2'))).toBe(429);
  });

  it('a quarter of an hour forgets them, and the right password at once', async () => {
    const page = await guess(await knock(), 'person-4', 5);
    house.clock.advance(900);
    expect(await statusOf(guess(page, 'person-4', 5))).toBe(401);
    const [fresh, address] = [await knock('203.0.113.4'), '203.0.113.4'];
    await attempt(await guess(fresh, 'person-5', 4), 'person-5', ALICE.password);
    expect(await statusOf(guess(await knock(address), 'person-5', 5))).toBe(401);
  });
});
