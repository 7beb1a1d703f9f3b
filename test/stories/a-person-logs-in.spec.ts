import { decodeJwt } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, BOB, NATIVE, OTHER, WEB, type ClientRegistration } from '../support/data.js';
import { openHouse, type House } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openHouse();
const secureHouse = await openHouse({ settings: { PUBLIC_URL: 'https://id.example' } });
afterAll(() => Promise.all([house.close(), secureHouse.close()]));
const web = new RelyingParty(house, WEB);
const CALLBACKS: [string, ClientRegistration, string?][] = [
  ['with a secret in the header (client_secret_basic)', WEB],
  ['with a secret in the form (client_secret_post)', OTHER],
  ['public, on a device, at whatever port it listens', NATIVE, 'http://127.0.0.1:49152/callback'],
];

const SENTENCES: Record<string, RegExp> = {
  openid: /sign you in/i,
  ...{ profile: /your name/i, email: /email address/i, phone: /phone number/i, address: /postal address/i },
  offline_access: /while you are not using/i,
};

/** The page says which application asks, and leads to what it promises. */
function expectApplication({ $ }: Page, client: ClientRegistration): void {
  expect($('main').text()).toContain(client.client_name);
  expect($('img').attr('src')).toBe(client.logo_uri);
  expect([$('#policy').attr('href'), $('#terms').attr('href')]).toEqual([client.policy_uri, client.tos_uri]);
}

describe('a person logs in', () => {
  it.each(CALLBACKS)('to an application %s', async (_what, client, redirectUri) => {
    const app = new RelyingParty(house, client, redirectUri);
    const { callback, checks, answer, tokens } = await app.logIn(new Browser(house), ALICE);
    expect(`${callback.origin}${callback.pathname}`).toBe(app.redirectUri);
    expect([...callback.searchParams.keys()]).toEqual(['code', 'state', 'iss']);
    expect([callback.searchParams.get('state'), callback.searchParams.get('iss')]).toEqual([checks.expectedState, house.issuer]);
    expect(answer.status).toBe(200);
    expect(tokens.claims()).toMatchObject({ sub: ALICE.sub, aud: client.client_id, nonce: checks.expectedNonce });
  });

  it('sees who asks, then each scope in plain words', async () => {
    const login = await new Browser(house).open((await web.authorizationUrl()).url);
    expect([login.status, login.url.pathname]).toEqual([200, expect.stringMatching(/^\/interaction\/[\w-]{22}\/login$/)]);
    expect([login.$('#username').val(), login.$('#password').val(), login.$('#password').attr('type')]).toEqual(['', undefined, 'password']);
    expectApplication(login, WEB);
    const consent = await login.submit('#submit', { username: ' ALICE ', password: ALICE.password });
    expect([consent.status, consent.url.pathname]).toEqual([200, login.url.pathname.replace('login', 'consent')]);
    expectApplication(consent, WEB);
    expect(consent.$('main').text()).toContain('Alice Example');
    expect(consent.$('#deny')).toHaveLength(1);
    const lines = consent.$('#scopes li').toArray().map((line) => [consent.$(line).attr('data-scope'), consent.$(line).text()]);
    expect(lines).toEqual(WEB.scope!.toString().split(' ').map((scope) => [scope, expect.stringMatching(SENTENCES[scope]!)]));
    expect((await consent.submit('#allow')).url.searchParams.get('code')).toMatch(/^[\w-]{64}$/);
  });

  it('once, for two applications in one browser: the same sid, and no password for the second', async () => {
    const browser = new Browser(house);
    const { answer } = await web.logIn(browser, BOB);
    const other = new RelyingParty(house, OTHER);
    const { url, checks } = await other.authorizationUrl({ scope: 'openid' });
    const consent = await browser.open(url);
    expect([consent.$('#password').length, consent.$('#allow').length]).toEqual([0, 1]);
    const { tokens } = await other.exchange((await consent.submit('#allow')).url, checks);
    expect(tokens.claims()!.sid).toBe(decodeJwt(answer.json.id_token).sid);
  });

  it('from another site\'s form, which brings no cookies: the POST becomes a GET that does', async () => {
    const browser = new Browser(house);
    await web.logIn(browser, ALICE, { scope: 'openid' });
    const { url, checks } = await web.authorizationUrl({ scope: 'openid' });
    const posted = await house.fetch('/oidc/auth', { method: 'POST', body: url.searchParams, headers: { origin: 'https://app.example' } });
    expect([posted.status, posted.headers.getSetCookie()]).toEqual([303, []]);
    const page = await browser.open(posted.headers.get('location')!);
    expect((await web.exchange(page.url, checks)).tokens.claims()!.sub).toBe(ALICE.sub);
  });
});

describe('the cookies of a login', () => {
  it.each<[string, House, RegExp]>([
    ['HttpOnly, SameSite=Lax and no more on http', house, /^evergrant_(session|interaction_[\w-]{22})=[\w-]*; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/],
    ['also __Host- and Secure on https', secureHouse, /^__Host-evergrant_(session|interaction_[\w-]{22})=[\w-]*; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/],
  ])('are %s', async (_what, where, form) => {
    const app = new RelyingParty(where, WEB);
    const begun = await where.fetch((await app.authorizationUrl()).url);
    const browser = new Browser(where);
    const login = await browser.open((await app.authorizationUrl()).url);
    const cookie = Object.entries(browser.cookies.all).map((pair) => pair.join('=')).join('; ');
    const body = new URLSearchParams({ username: 'alice', password: ALICE.password, form_token: String(login.$('[name=form_token]').val()) });
    const loggedIn = await where.fetch(login.url, { method: 'POST', body, headers: { cookie } });
    expect([begun, loggedIn].map(({ headers }) => headers.getSetCookie())).toEqual([[expect.stringMatching(form)], [expect.stringMatching(form)]]);
    expect((await app.logIn(new Browser(where), ALICE)).tokens.claims()!.iss).toBe(where.issuer);
  });
});
