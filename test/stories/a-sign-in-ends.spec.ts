import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openHouse();
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
let browser: Browser;
beforeEach(async () => {
  await house.sql('DELETE FROM consent');
  browser = new Browser(house);
});

const knock = async (where = browser) => where.open((await web.authorizationUrl({ scope: 'openid', prompt: 'login' })).url);
const logIn = (page: Page) => page.submit('#submit', { username: 'alice', password: ALICE.password });
const errorOf = ({ status, $ }: Page) => [status, $('#oauth-error').text()];
const GONE = [400, 'OAuth error: invalid_request'];

describe('an interaction', () => {
  it.each<[string, (login: Page) => Promise<Page>]>([
    ['of another browser', ({ url }) => new Browser(house).open(url)],
    ['that nobody began', () => browser.open('/interaction/AAAAAAAAAAAAAAAAAAAAAA/login')],
    ['of no form at all', () => browser.open('/interaction/%2e%2e%00/login')],
    ['an hour old', async ({ url }) => (house.clock.advance(3600), browser.open(url))],
    ['an hour old, answered', async (login) => (house.clock.advance(3600), logIn(login))],
    ['answered already', async (login) => (await (await logIn(login)).submit('#allow'), browser.open(login.url))],
    ['whose cookie is another\'s', async (login) => (browser.cookies.set(`evergrant_interaction_${login.url.pathname.split('/')[2]}=${'A'.repeat(43)}; Path=/`, login.url), browser.open(login.url))],
  ])('%s ends on a friendly page', async (_which, lead) => {
    const page = await lead(await knock());
    expect(errorOf(page)).toEqual(GONE);
    expect([page.$('main').text(), page.headers.get('cache-control')]).toEqual([expect.stringContaining('go back to the application'), 'no-store']);
  });

  it('a second short of an hour goes on', async () => {
    const login = await knock();
    house.clock.advance(3599);
    expect((await logIn(login)).$('#allow')).toHaveLength(1);
  });

  it('in one tab does not disturb that in another', async () => {
    const tabs = [await knock(), await knock(), await knock()];
    for (const tab of tabs.reverse()) {
      const next = await logIn(tab);
      expect((next.left ? next : await next.submit('#allow')).url.searchParams.has('code')).toBe(true);
    }
  });

  it('remains open in the twelve tabs opened last', async () => {
    const tabs: Page[] = [];
    for (let n = 0; n < 13; n++) tabs.push(await knock());
    const [oldest, next] = tabs;
    expect([errorOf(await browser.open(oldest!.url)), (await browser.open(next!.url)).$('#password').length]).toEqual([GONE, 1]);
  });
});
