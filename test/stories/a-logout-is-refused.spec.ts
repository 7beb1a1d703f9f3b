import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, BOB, OTHER, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openHouse();
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
const END = '/oidc/session/end';
const GOODBYE = 'https://app.example/goodbye';

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
const refusalOf = ({ status, $, left }: Page) => [left, status, $('#oauth-error').text()];
const hasCookie = () => 'evergrant_session' in browser.cookies.all;

describe('a logout request is refused', () => {
  it.each<[string, string, () => Promise<Record<string, string>>]>([
    ['to an unregistered URI', 'invalid_request', async () => ({ client_id: 'web', post_logout_redirect_uri: 'https://evil.example/' })],
    ['to one that begins alike', 'invalid_request', async () => ({ client_id: 'web', post_logout_redirect_uri: `${GOODBYE}/` })],
    ['to another application\'s', 'invalid_request', async () => ({ client_id: 'other', post_logout_redirect_uri: GOODBYE })],
    ['to a redirect URI of logins', 'invalid_request', async () => ({ client_id: 'web', post_logout_redirect_uri: 'https://app.example/callback' })],
    ['by nobody in particular', 'invalid_request', async () => ({ post_logout_redirect_uri: GOODBYE })],
    ['with an ID token of another application', 'invalid_request', async () => ({ client_id: 'other', id_token_hint: idToken })],
    ['with no ID token of ours', 'invalid_request', async () => ({ id_token_hint: 'nonsense', post_logout_redirect_uri: GOODBYE })],
    ['with an access token', 'invalid_request', async () => ({ id_token_hint: (await web.refresh(refreshToken)).tokens.access_token })],
    ['by an unknown application', 'invalid_client', async () => ({ client_id: 'nobody' })],
    ['with a state that is too long', 'invalid_request', async () => ({ client_id: 'web', state: 'x'.repeat(2049) })],
  ])('%s: %s', async (_what, code, params) => {
    expect(refusalOf(await open(await params()))).toEqual([false, 400, `OAuth error: ${code}`]);
    expect([await isEnded(), hasCookie()]).toEqual([false, true]);
  });

  it.each(['', 'A'.repeat(43), 'another browser\'s'])('when its form\'s token is %j', async (kind) => {
    const laptop = new Browser(house);
    await new RelyingParty(house, OTHER).logIn(laptop, BOB, { scope: 'openid' });
    const token = kind.startsWith('another') ? String((await open({}, laptop)).$('[name=form_token]').val()) : kind;
    const page = await browser.post(END, { form_token: token });
    expect(kind ? refusalOf(page) : page.$('#logout-confirm').length).toEqual(kind ? [false, 403, 'OAuth error: access_denied'] : 1);
    expect([await isEnded(), hasCookie()]).toEqual([false, true]);
  });
});
