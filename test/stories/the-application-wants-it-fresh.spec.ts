import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, WEB, type ClientRegistration } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

/** One that wants a login of the last ten minutes, whatever a request says. */
const HASTY: ClientRegistration = { ...WEB, client_id: 'hasty', default_max_age: 600 };
/** One that wants to know when the login was. */
const CURIOUS: ClientRegistration = { ...WEB, client_id: 'curious', require_auth_time: true };

const house = await openHouse({ bootstrap: { clients: [WEB, HASTY, CURIOUS], accounts: [ALICE, BOB] } });
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
const hasty = new RelyingParty(house, HASTY);
let browser: Browser;
beforeEach(async () => {
  await house.sql('DELETE FROM consent');
  browser = new Browser(house);
});

const now = () => Math.floor(house.clock.now().getTime() / 1000);
const logIn = (app = web, changes = {}) => app.logIn(browser, ALICE, { scope: 'openid', ...changes });
const claimsAfter = async (app = web, changes = {}) => (await logIn(app, changes)).tokens.claims()!;

describe('auth_time in the ID token', () => {
  it.each<[string, RelyingParty, object]>([
    ['after max_age', web, { max_age: '1000' }],
    ['after default_max_age', hasty, {}],
    ['for require_auth_time', new RelyingParty(house, CURIOUS), {}],
    ['always: an application may rely on it', web, {}],
  ])('tells of the login %s', async (_when, app, changes) => {
    const loggedInAt = now();
    await logIn();
    house.clock.advance(300);
    expect((await claimsAfter(app, changes)).auth_time).toBe(loggedInAt);
  });

  it('is that of the new password after prompt=login, under the same sid', async () => {
    const { sid } = await claimsAfter();
    house.clock.advance(300);
    expect(await claimsAfter(web, { prompt: 'login' })).toMatchObject({ sid, auth_time: now() });
  });
});

describe('default_max_age', () => {
  it('asks for the password when the login is older', async () => {
    await logIn(hasty);
    house.clock.advance(601);
    expect((await claimsAfter(hasty)).auth_time).toBe(now());
  });

  it.each([[undefined, 'login_required'], ['700', null]])('gives way to max_age=%s', async (maxAge, error) => {
    await logIn(hasty);
    house.clock.advance(601);
    const page = await browser.open((await hasty.authorizationUrl({ scope: 'openid', prompt: 'none', max_age: maxAge })).url);
    expect(page.url.searchParams.get('error')).toBe(error);
  });
});

describe('what is asked again', () => {
  it.each([
    ['login', ['#submit']],
    ['consent', ['#allow']],
    ['select_account', ['#continue']],
    ['login consent', ['#submit', '#allow']],
    ['select_account consent', ['#continue', '#allow']],
    ['consent login select_account', ['#submit', '#allow']],
  ])('prompt=%s takes %j, once', async (prompt, buttons) => {
    await logIn();
    let page = await browser.open((await web.authorizationUrl({ scope: 'openid', prompt })).url);
    for (const button of buttons) page = await page.submit(button, button === '#submit' ? { username: 'alice', password: ALICE.password } : {});
    expect([page.left, page.url.searchParams.has('code')]).toEqual([true, true]);
  });

  it('max_age=0 takes the password, however young the login', async () => {
    await logIn();
    const page = await browser.open((await web.authorizationUrl({ scope: 'openid', max_age: '0' })).url);
    expect((await page.submit('#submit', { username: 'alice', password: ALICE.password })).url.searchParams.has('code')).toBe(true);
  });

  it('select_account lets somebody else in, whose session replaces the first', async () => {
    await logIn();
    const { url, checks } = await web.authorizationUrl({ scope: 'openid', prompt: 'select_account' });
    const consent = await (await browser.open(url)).submit('#submit', { username: 'bob', password: BOB.password });
    const { tokens } = await web.exchange((await consent.submit('#allow')).url, checks);
    expect(tokens.claims()!.sub).toBe(BOB.sub);
    expect(await house.sql('SELECT DISTINCT account_id FROM session WHERE ended_at IS NOT NULL')).toEqual([{ account_id: ALICE.sub }]);
  });
});
