import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openHouse();
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
const END = '/oidc/session/end';
const GOODBYE = 'https://app.example/goodbye';
const EXPIRED = 86_400;

let browser: Browser;
let idToken: string;
let refreshToken: string;
let sid: string;
beforeEach(async () => {
  browser = new Browser(house);
  const { tokens } = await web.logIn(browser, ALICE);
  [idToken, refreshToken, sid] = [tokens.id_token!, tokens.refresh_token!, String(tokens.claims()!.sid)];
});

const open = (params: Record<string, string> = {}, where = browser) => where.open(`${END}?${new URLSearchParams(params)}`);
const isEnded = async () => (await house.sql('SELECT ended_at FROM session WHERE session_id = $1', [sid]))[0]!.ended_at !== null;
const hasCookie = () => 'evergrant_session' in browser.cookies.all;

describe('a person logs out', () => {
  it('after saying so: the session is ended, its cookie gone, and the next application gets no answer without the password', async () => {
    const confirm = await open();
    expect([confirm.status, confirm.$('#logout-confirm').length, confirm.$('main').text()]).toEqual([200, 1, expect.stringContaining('Alice Example')]);
    expect([await isEnded(), hasCookie()]).toEqual([false, true]);
    const done = await confirm.submit('#logout-confirm');
    expect([done.status, done.$('#logged-out').length, done.$('#logout-confirm').length]).toEqual([200, 1, 0]);
    expect([await isEnded(), hasCookie()]).toEqual([true, false]);
    const next = await browser.open((await web.authorizationUrl({ scope: 'openid' })).url);
    expect([next.$('#password').length, next.$('#username').val()]).toEqual([1, '']);
  });

  it('and a copy of the cookie is worth nothing', async () => {
    const thief = new Browser(house);
    thief.cookies.set(`evergrant_session=${browser.cookies.all.evergrant_session}; Path=/`, new URL(house.publicUrl));
    await (await open()).submit('#logout-confirm');
    expect((await thief.open((await web.authorizationUrl({ scope: 'openid', prompt: 'none' })).url)).url.searchParams.get('error')).toBe('login_required');
  });

  it('but access that was granted offline lives on (OpenID Connect Core §11)', async () => {
    await (await open()).submit('#logout-confirm');
    expect((await web.refresh(refreshToken)).answer.json.refresh_token).toBe(refreshToken);
  });

  it('in this browser alone', async () => {
    const laptop = new Browser(house);
    await web.logIn(laptop, ALICE, { scope: 'openid' });
    await (await open()).submit('#logout-confirm');
    expect((await laptop.open((await web.authorizationUrl({ scope: 'openid', prompt: 'none' })).url)).url.searchParams.has('code')).toBe(true);
  });

  it.each([['GET', 0], ['POST', 0], ['GET', EXPIRED]])('for an application that sends by %s an ID token %d seconds old, and goes back to it', async (method, seconds) => {
    house.clock.advance(seconds);
    const params = { id_token_hint: idToken, post_logout_redirect_uri: GOODBYE, state: 'a b&c' };
    const posted = await house.fetch(END, { method: 'POST', body: new URLSearchParams(params) }); // without cookies, as from another site
    const confirm = method === 'POST' ? await browser.open(posted.headers.get('location')!) : await open(params);
    expect(confirm.$('main').text()).toContain('Example Web');
    const { left, url } = await confirm.submit('#logout-confirm');
    expect([left, url.href, await isEnded()]).toEqual([true, `${GOODBYE}?state=a+b%26c`, true]);
  });

  it('for one that gives its client_id, and for one that keeps no state', async () => {
    const { left, url } = await (await open({ client_id: 'web', post_logout_redirect_uri: GOODBYE })).submit('#logout-confirm');
    expect([left, url.href]).toEqual([true, GOODBYE]);
  });

  it('and goes straight on where nobody is logged in', async () => {
    const stranger = new Browser(house);
    expect((await open({ client_id: 'web', post_logout_redirect_uri: GOODBYE, state: 'x' }, stranger)).url.href).toBe(`${GOODBYE}?state=x`);
    expect((await open({}, stranger)).$('#logged-out')).toHaveLength(1);
  });
});
