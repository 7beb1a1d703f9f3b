import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, BOB, NATIVE, WEB, type ClientRegistration } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

/** An application that a private scheme leads back to (RFC 8252 §7.1). */
const SCHEME: ClientRegistration = { ...NATIVE, client_id: 'scheme', redirect_uris: ['com.example.app:/callback'] };

const house = await openHouse({ bootstrap: { clients: [WEB, NATIVE, SCHEME], accounts: [ALICE, BOB] } });
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
let browser: Browser;
beforeEach(async () => {
  for (const table of ['consent', 'interaction', 'authorization_code']) await house.sql(`DELETE FROM ${table}`);
  browser = new Browser(house);
});

const knock = async (where = browser, app = web) => where.open((await app.authorizationUrl({ scope: 'openid', prompt: 'login' })).url);
const logIn = (page: Page, { username, password } = ALICE) => page.submit('#submit', { username, password });
const count = async (table: string) => (await house.sql(`SELECT 1 FROM ${table}`)).length;
const errorOf = ({ status, $ }: Page) => [status, $('#oauth-error').text()];
const GONE = [400, 'OAuth error: invalid_request'];
const FORGED = [403, 'OAuth error: access_denied'];
const tokenOf = ({ $ }: Page, form = '#submit') => String($(form).closest('form').find('[name=form_token]').val());

describe('a form', () => {
  it.each<[string, () => Promise<Record<string, string>>]>([
    ['without its token', async () => ({})],
    ['with a wrong one', async () => ({ form_token: 'A'.repeat(43) })],
    ['with that of another interaction', async () => ({ form_token: tokenOf(await knock()) })],
    ['with that of another browser', async () => ({ form_token: tokenOf(await knock(new Browser(house))) })],
  ])('%s does nothing', async (_how, token) => {
    const sessions = await count('session');
    const login = await knock();
    expect(errorOf(await browser.post(login.url, { username: 'alice', password: ALICE.password, ...(await token()) }))).toEqual(FORGED);
    expect([await count('session'), Object.keys(browser.cookies.all).filter((name) => name.includes('session'))]).toEqual([sessions, []]);
    const consent = await logIn(login);
    for (const decision of ['allow', 'deny']) expect(errorOf(await browser.post(consent.url, { decision, ...(await token()) }))).toEqual(FORGED);
    expect([await count('consent'), await count('authorization_code')]).toEqual([0, 0]);
    expect((await consent.submit('#allow')).url.searchParams.has('code')).toBe(true);
  });

  it('takes no other form\'s token: neither of the page before nor of the other button', async () => {
    const login = await knock();
    const consent = await logIn(login);
    expect(errorOf(await browser.post(consent.url, { decision: 'allow', form_token: tokenOf(login) }))).toEqual(FORGED);
    expect(errorOf(await browser.post(login.url, { username: 'bob', password: BOB.password, form_token: tokenOf(consent, '#allow') }))).toEqual(FORGED);
    const choice = await browser.open((await web.authorizationUrl({ scope: 'openid', prompt: 'select_account' })).url);
    expect(errorOf(await browser.post(choice.url, { choice: 'continue', form_token: tokenOf(choice) }))).toEqual(FORGED);
  });

  it('shown to one person allows nothing for the next', async () => {
    const [first, second] = [await logIn(await knock()), await knock()];
    await logIn(second, BOB);
    expect(errorOf(await first.submit('#allow'))).toEqual(FORGED);
    expect(await count('consent')).toBe(0);
  });

  it('sent ten times at once gives exactly one code', async () => {
    const consent = await logIn(await knock());
    const pages = await Promise.all(Array.from({ length: 10 }, () => consent.submit('#allow')));
    expect(pages.filter(({ left, url }) => left && url.searchParams.has('code'))).toHaveLength(1);
    expect(pages.filter(({ left }) => !left).map(errorOf)).toEqual(Array(9).fill(GONE));
    expect(await count('authorization_code')).toBe(1);
  });
});

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
