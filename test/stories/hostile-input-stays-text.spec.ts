import { afterAll, describe, expect, it } from 'vitest';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, API, NATIVE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { LOGIN_SCRIPT } from '../support/login.script.js';
import { RelyingParty } from '../support/relying-party.js';

const MARKUP = `"><script>alert('1')</script><img src=x onerror=alert(2)>&amp;{{7*7}}<%= 7 %>`;
const LONG = 'x'.repeat(9000);
/** A person and an application whose very names attack. */
const MALLORY = { ...ALICE, sub: 'mallory', username: 'mallory', name: MARKUP };
const EVIL = { ...WEB, client_id: "evil'&<b>", client_name: MARKUP, require_consent: true, scope: `openid <i>'x'` };

const house = await openHouse({ bootstrap: { clients: [WEB, NATIVE, EVIL], accounts: [ALICE, MALLORY], resources: [API] } });
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
const ask = async (changes: Record<string, string>, app = web) => new Browser(house).open((await app.authorizationUrl({ scope: 'openid', ...changes })).url);

/** The page holds nothing but what our templates make. */
function expectNoMarkup({ text: whole, $ }: Page): void {
  const text = whole.replace(`<script>${LOGIN_SCRIPT}</script>`, '');
  if (text !== whole) $('script').remove();
  expect(text).not.toMatch(/<script|<img src=x|<i>|<b>/);
  expect([$('script').length, $('[onerror]').length, $('img:not(.application img)').length]).toEqual([0, 0, 0]);
}

describe('markup is shown as text', () => {
  it.each(['client_id', 'redirect_uri', 'state', 'scope', 'resource', 'response_type', 'ui_locales', 'acr_values', 'display', '__proto__'])('or not at all: in %s', async (name) => {
    const { url } = await web.authorizationUrl({ scope: 'openid' });
    url.searchParams.set(name, MARKUP);
    const page = await new Browser(house).open(url);
    if (!page.left) expectNoMarkup(page);
    if (page.left) expect(page.url.origin).toBe('https://app.example');
  });

  it('in login_hint and in a username typed', async () => {
    const hinted = await ask({ login_hint: MARKUP });
    expectNoMarkup(hinted);
    expect(hinted.$('#username').val()).toBe(MARKUP);
    const typed = await hinted.submit('#submit', { username: `${MARKUP}2`, password: MARKUP });
    expectNoMarkup(typed);
    expect([typed.$('#username').val(), typed.$('#password').val()]).toEqual([`${MARKUP}2`, undefined]);
  });

  it('in the names of applications, people and scopes', async () => {
    const login = await ask({ scope: EVIL.scope }, new RelyingParty(house, EVIL));
    const consent = await login.submit('#submit', { username: 'mallory', password: ALICE.password });
    for (const page of [login, consent]) expectNoMarkup(page);
    expect(consent.$('#scopes').text()).toContain("<i>'x'");
    const text = consent.$('main').text();
    expect(text.split(MARKUP)).toHaveLength(4); // twice the application, once the person
  });

  it('in a logout request\'s state and client', async () => {
    const browser = new Browser(house);
    await web.logIn(browser, ALICE, { scope: 'openid' });
    const [uri] = WEB.post_logout_redirect_uris as string[];
    const confirm = await browser.open(`/oidc/session/end?${new URLSearchParams({ client_id: 'web', post_logout_redirect_uri: uri!, state: MARKUP })}`);
    for (const page of [confirm, await browser.open(`/oidc/session/end?${new URLSearchParams({ client_id: MARKUP })}`)]) expectNoMarkup(page);
    expect((await confirm.submit('#logout-confirm')).url.searchParams.get('state')).toBe(MARKUP);
  });
});

describe('very long values', () => {
  it.each(['login_hint', 'ui_locales', 'acr_values', 'unknown'])('of %s do no harm', async (name) => {
    expect((await ask({ [name]: LONG })).$('#password')).toHaveLength(1);
  });

  it('of username and password are simply wrong', async () => {
    expect((await (await ask({})).submit('#submit', { username: LONG, password: LONG })).status).toBe(401);
  });

  it.each(['/oidc/auth', '/oidc/session/end'])('posted to %s, too long for the URL that the POST would become, are refused', async (path) => {
    const answer = await house.fetch(path, { method: 'POST', body: new URLSearchParams({ client_id: 'web', state: 'x'.repeat(20_000) }) });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('OAuth error: invalid_request')]);
  });

  it('of a megabyte are refused unread', async () => {
    const answer = await house.fetch('/oidc/auth', { method: 'POST', body: new URLSearchParams({ state: 'x'.repeat(1_000_000) }) });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('invalid_request')]);
  });
});

it.each(['/oidc/auth', '/oidc/session/end', '/interaction/AAAAAAAAAAAAAAAAAAAAAA/login', '/interaction/AAAAAAAAAAAAAAAAAAAAAA/consent'])('no script of another site reads %s', async (path) => {
  const headers = { origin: 'https://app.example', 'access-control-request-method': 'GET' };
  for (const method of ['GET', 'POST', 'OPTIONS']) {
    const answer = await house.fetch(path, { method, headers, body: method === 'POST' ? new URLSearchParams({ a: 'b' }) : undefined });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
});
