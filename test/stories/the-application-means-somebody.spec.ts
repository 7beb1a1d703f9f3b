import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, BOB, OTHER, WEB, type Person } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openHouse();
const stranger = await openHouse();
afterAll(() => Promise.all([house.close(), stranger.close()]));
const web = new RelyingParty(house, WEB);
const browser = new Browser(house);

const idTokenOf = async (person: Person, app = web, where = new Browser(app.house)) =>
  (await app.logIn(where, person, { scope: 'openid' })).answer.json.id_token as string;
const ask = async (changes: Record<string, string>, where = browser) => where.open((await web.authorizationUrl({ scope: 'openid', ...changes })).url);
const logIn = (page: Page, { username, password }: Person) => page.submit('#submit', { username, password });

/** ID tokens of both people, then Alice in the browser, then a day. */
const hints: Record<string, string> = {};
beforeAll(async () => {
  hints.bob = await idTokenOf(BOB);
  hints.other = await idTokenOf(ALICE, new RelyingParty(house, OTHER));
  hints.foreign = await idTokenOf(ALICE, new RelyingParty(stranger, WEB));
  hints.expired = await idTokenOf(ALICE);
  house.clock.advance(86_400);
  hints.alice = await idTokenOf(ALICE, web, browser);
  hints.forged = hints.alice.replace(/\.[^.]*$/, `.${hints.bob.split('.')[2]}`);
  hints.access = (await web.logIn(browser, ALICE, { scope: 'openid' })).answer.json.access_token;
});

describe('id_token_hint, when Alice is logged in', () => {
  it.each([
    ['alice', null],
    ['expired', null],
    ['bob', 'login_required'],
    ['other', 'invalid_request'],
    ['foreign', 'invalid_request'],
    ['forged', 'invalid_request'],
    ['access', 'invalid_request'],
    ['nonsense', 'invalid_request'],
  ])('%s: error %j', async (hint, error) => {
    const { left, url } = await ask({ prompt: 'none', id_token_hint: hints[hint] ?? hint });
    expect([left, url.searchParams.get('error'), url.searchParams.has('code')]).toEqual([true, error, error === null]);
  });

  it.each([
    ['Bob logs in as is meant', BOB, null],
    ['Alice logs in, who is not meant', ALICE, 'login_required'],
  ])('bob, and nobody forbids to ask: %s', async (_who, person, error) => {
    const alices = new Browser(house);
    await idTokenOf(ALICE, web, alices);
    const login = await ask({ id_token_hint: hints.bob! }, alices);
    const { left, url } = await logIn(login, person);
    expect([login.status, left, url.searchParams.get('error'), url.searchParams.has('code')]).toEqual([200, true, error, error === null]);
  });
});

describe('a subject in claims', () => {
  it.each([[BOB, null], [ALICE, 'login_required']])('Bob: $username logs in', async (person, error) => {
    const claims = JSON.stringify({ id_token: { sub: { value: BOB.sub } } });
    const { url } = await logIn(await ask({ claims }, new Browser(house)), person);
    expect(url.searchParams.get('error')).toBe(error);
  });

  it('that contradicts the hint: nobody can be meant', async () => {
    const claims = JSON.stringify({ userinfo: { sub: { value: BOB.sub } } });
    expect((await ask({ prompt: 'none', claims, id_token_hint: hints.alice! })).url.searchParams.get('error')).toBe('login_required');
  });
});

it('login_hint stands in the form, and another may be typed', async () => {
  const page = await ask({ login_hint: 'bob@example.com' }, new Browser(house));
  expect([page.$('#username').val(), page.$('#password').is('[autofocus]')]).toEqual(['bob@example.com', true]);
  expect((await logIn(page, ALICE)).url.searchParams.has('code')).toBe(true);
});

it('whoever denies goes back with access_denied, state and iss, and is asked again the next time', async () => {
  await house.sql('DELETE FROM consent');
  for (const _ of ['now', 'again']) {
    const { left, url } = await (await ask({ state: 'a b&c' })).submit('#deny');
    expect([left, Object.fromEntries(url.searchParams)]).toEqual([true, { error: 'access_denied', error_description: 'the person refused', state: 'a b&c', iss: house.issuer }]);
    expect(await house.sql('SELECT uid FROM interaction WHERE account_id IS NOT NULL')).toEqual([]);
  }
});
