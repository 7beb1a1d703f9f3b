import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, BOB, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openHouse();
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
let browser: Browser;
beforeEach(async () => {
  for (const table of ['consent', 'interaction', 'authorization_code']) await house.sql(`DELETE FROM ${table}`);
  browser = new Browser(house);
});

const knock = async (where = browser) => where.open((await web.authorizationUrl({ scope: 'openid', prompt: 'login' })).url);
const logIn = (page: Page, { username, password } = ALICE) => page.submit('#submit', { username, password });
const count = async (table: string) => (await house.sql(`SELECT 1 FROM ${table}`)).length;
const errorOf = ({ status, $ }: Page) => [status, $('#oauth-error').text()];
/** The page of an interaction that is over. */
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
