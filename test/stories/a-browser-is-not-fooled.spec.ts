import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, BOB, NATIVE, WEB, type ClientRegistration } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { LOGIN_SCRIPT } from '../support/login.script.js';
import { RelyingParty } from '../support/relying-party.js';

/** An application that a private scheme leads back to (RFC 8252 §7.1). */
const SCHEME: ClientRegistration = { ...NATIVE, client_id: 'scheme', redirect_uris: ['com.example.app:/callback'] };

const house = await openHouse({ bootstrap: { clients: [WEB, NATIVE, SCHEME], accounts: [ALICE, BOB] } });
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);

const SESSION = 'evergrant_session';
const sessionOf = ({ cookies }: Browser) => cookies.all[SESSION];
const plant = (browser: Browser, value: string) => browser.cookies.set(`${SESSION}=${value}; Path=/`, new URL(house.publicUrl));
const loggedIn = async (person = ALICE, browser = new Browser(house)) => (await web.logIn(browser, person, { scope: 'openid' }), browser);
/** Is somebody logged in, without asking? */
const knows = async (browser: Browser) => (await browser.open((await web.authorizationUrl({ scope: 'openid', prompt: 'none' })).url)).url.searchParams.has('code');

describe('a session', () => {
  it('gets a new cookie at each login, and the old one opens nothing', async () => {
    const browser = await loggedIn();
    const before = sessionOf(browser)!;
    await web.logIn(browser, ALICE, { scope: 'openid', prompt: 'login' });
    expect(sessionOf(browser)).not.toBe(before);
    const thief = new Browser(house);
    plant(thief, before);
    expect([await knows(browser), await knows(thief)]).toEqual([true, false]);
  });

  it('planted by an attacker becomes nobody else\'s: he does not hold the victim\'s', async () => {
    const attacker = await loggedIn(BOB);
    const victim = new Browser(house);
    plant(victim, sessionOf(attacker)!);
    await web.logIn(victim, ALICE, { scope: 'openid', prompt: 'login' });
    expect([await knows(victim), await knows(attacker)]).toEqual([true, false]);
    expect(sessionOf(victim)).not.toBe(sessionOf(attacker));
  });

  it.each<[string, (cookie: Buffer) => Buffer]>([
    ['another secret', (cookie) => Buffer.concat([cookie.subarray(0, 16), Buffer.alloc(32, 7), cookie.subarray(48)])],
    ['another session', (cookie) => Buffer.concat([Buffer.alloc(16, 7), cookie.subarray(16)])],
    ['another account', (cookie) => Buffer.concat([cookie.subarray(0, 48), Buffer.from(BOB.sub)])],
    ['no account', (cookie) => cookie.subarray(0, 48)],
    ['a NUL', (cookie) => Buffer.concat([cookie, Buffer.from('\0')])],
    ['nothing', () => Buffer.alloc(0)],
    ['bytes at random', () => Buffer.alloc(80, 0xfe)],
  ])('made up with %s is none', async (_what, change) => {
    const browser = await loggedIn();
    plant(browser, change(Buffer.from(sessionOf(browser)!, 'base64url')).toString('base64url'));
    const page = await browser.open((await web.authorizationUrl({ scope: 'openid' })).url);
    expect([page.status, page.$('#password').length, page.$('#username').val()]).toEqual([200, 1, '']);
  });

  it('lasts for fourteen days, and not when the account is disabled', async () => {
    const [browser, bobs] = [await loggedIn(), await loggedIn(BOB)];
    await house.sql('UPDATE account SET disabled_at = now() WHERE account_id = $1', [BOB.sub]);
    const cookie = sessionOf(browser)!;
    house.clock.advance(14 * 86_400 - 1);
    expect([await knows(browser), await knows(bobs)]).toEqual([true, false]);
    house.clock.advance(1);
    plant(browser, cookie);
    expect(await knows(browser)).toBe(false);
    await house.sql('UPDATE account SET disabled_at = NULL');
  });
});

describe('the pages', () => {
  it.each<[string, ClientRegistration, string | undefined, string]>([
    ['a web application', WEB, undefined, 'https://app.example'],
    ['a native one on a port', NATIVE, 'http://127.0.0.1:50123/callback', 'http://127.0.0.1:50123'],
    ['a native one with a scheme', SCHEME, undefined, 'com.example.app:'],
  ])('of %s run no script but ours, stay out of frames and lead nowhere else', async (_which, client, redirectUri, source) => {
    const browser = new Browser(house);
    const login = await browser.open((await new RelyingParty(house, client, redirectUri).authorizationUrl({ scope: 'openid', prompt: 'login consent' })).url);
    const consent = await login.submit('#submit', { username: 'alice', password: ALICE.password });
    expectHeaders(login, `'self' ${source}`, hashOf(LOGIN_SCRIPT));
    expectHeaders(consent, `'self' ${source}`);
    expect((await consent.submit('#allow')).left).toBe(true);
  });

  it('of errors and of logout too', async () => {
    const browser = await loggedIn();
    expectHeaders(await browser.open('/oidc/auth'), "'self'");
    expectHeaders(await browser.open('/oidc/session/end'), "'self'");
    expectHeaders(await (await browser.open('/oidc/session/end')).submit('#logout-confirm'), "'self'");
  });
});

/** @param script the one that the page may run, by its hash */
function expectHeaders({ headers, $ }: Page, formAction: string, script?: string): void {
  const directives = Object.fromEntries((headers.get('content-security-policy') ?? '').split('; ').map((one) => [one.split(' ')[0], one.slice(one.indexOf(' ') + 1)]));
  expect(directives).toEqual({
    ...{ 'default-src': "'none'", 'style-src': expect.stringMatching(/^'sha256-[\w+/]{43}='$/), 'img-src': "'self' https:" },
    ...(script && { 'script-src': `'${script}'`, 'connect-src': "'self'" }),
    ...{ 'form-action': formAction, 'frame-ancestors': "'none'", 'base-uri': "'none'" },
  });
  const names = ['cache-control', 'referrer-policy', 'x-content-type-options', 'x-frame-options', 'x-robots-tag'];
  expect(names.map((name) => headers.get(name))).toEqual(['no-store', 'no-referrer', 'nosniff', 'DENY', 'noindex']);
  expect($('script').get().map((one) => hashOf($(one).text()))).toEqual(script ? [script] : []);
  expect($('script[src], [style], [onclick], link, iframe')).toHaveLength(0);
}

const hashOf = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
