import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, BOB, OTHER, WEB } from '../support/data.js';
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

type Changes = Record<string, string | undefined>;
const ask = async (changes: Changes = {}, app = web) => browser.open((await app.authorizationUrl({ scope: 'openid', ...changes })).url);
const login = () => web.logIn(browser, ALICE, { scope: 'openid' });

/** What the browser was brought to: the error or code in the answer, or the page with what the person is to do there. */
function outcome(page: Page): string {
  if (page.left) return page.url.searchParams.get('error') ?? (page.url.searchParams.has('code') ? 'code' : 'nothing');
  const controls = ['#oauth-error', '#continue', '#password', '#allow'].filter((control) => page.$(control).length > 0);
  return controls.join(' ');
}

const HIGH_ACR = JSON.stringify({ id_token: { acr: { essential: true, values: ['2', '3'] } } });
const OUR_ACR = JSON.stringify({ id_token: { acr: { essential: true, values: ['2', '1'] } } });
const subject = (sub: string, where = 'id_token') => JSON.stringify({ [where]: { sub: { value: sub } } });

describe('whoever is logged in and has allowed it', () => {
  it.each<[string, Changes, string]>([
    ['is sent back at once', {}, 'code'],
    ['is not disturbed by prompt=none', { prompt: 'none' }, 'code'],
    ['gives the password for prompt=login', { prompt: 'login' }, '#password'],
    ['allows it again for prompt=consent', { prompt: 'consent' }, '#allow'],
    ['may go on or be another for prompt=select_account', { prompt: 'select_account' }, '#continue #password'],
    ['cannot be asked and not asked', { prompt: 'none login' }, 'invalid_request'],
    ['cannot be asked what nobody knows', { prompt: 'create' }, 'invalid_request'],
    ['is asked for a scope that is new', { scope: 'openid email' }, '#allow'],
    ['… but not under prompt=none', { scope: 'openid email', prompt: 'none' }, 'consent_required'],
    ['is asked for a claim whose scope is new', { claims: '{"userinfo":{"email":null}}' }, '#allow'],
    ['satisfies max_age', { max_age: '100' }, 'code'],
    ['is too long logged in for max_age', { max_age: '99' }, '#password'],
    ['… which nobody may ask', { max_age: '99', prompt: 'none' }, 'login_required'],
    ['is asked by max_age=0, always', { max_age: '0' }, '#password'],
    ['needs no stronger authentication that is merely liked', { acr_values: '2 3' }, 'code'],
    ['cannot give the stronger one that is essential', { claims: HIGH_ACR }, 'unmet_authentication_requirements'],
    ['can give the one we have', { claims: OUR_ACR }, 'code'],
    ['is whom the claims ask about', { claims: subject(ALICE.sub), prompt: 'none' }, 'code'],
    ['is not whom the claims ask about', { claims: subject(BOB.sub), prompt: 'none' }, 'login_required'],
    ['… nor at userinfo', { claims: subject(BOB.sub, 'userinfo') }, '#password'],
    ['reads English whatever ui_locales says', { ui_locales: 'xx de-AT en', display: 'popup' }, 'code'],
  ])('%s', async (_what, changes, expected) => {
    await login();
    house.clock.advance(100);
    const page = await ask(changes);
    expect(outcome(page)).toBe(expected);
    if (page.left) expect([page.url.searchParams.has('state'), page.url.searchParams.get('iss')]).toEqual([true, house.issuer]);
  });

  it('is remembered by the next login too, for this application alone', async () => {
    await login();
    browser = new Browser(house);
    const page = await ask();
    expect(outcome(await page.submit('#submit', { username: 'alice', password: ALICE.password }))).toBe('code');
    expect(outcome(await ask({}, new RelyingParty(house, OTHER)))).toBe('#allow');
  });
});

it.each([['none', 'login_required'], [undefined, '#password'], ['select_account', '#password'], ['consent', '#password']])('whoever is not logged in, prompt=%s: %s', async (prompt, expected) => {
  expect(outcome(await ask({ prompt }))).toBe(expected);
});
