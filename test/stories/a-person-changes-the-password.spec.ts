import { afterAll, beforeEach, expect, it } from 'vitest';
import { enter, FIREFOX, PHONE, texts } from '../support/account.pages.js';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, BOB, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openHouse({ settings: { TRUST_PROXY: '127.0.0.1' } });
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
const NEW = 'a better one, and longer';
const CURRENT = ALICE.password;
const [original] = (await house.sql<{ password_hash: string }>('SELECT password_hash FROM account WHERE account_id = $1', [ALICE.sub])) as [{ password_hash: string }];

let browser: Browser;
let page: Page;
beforeEach(async () => {
  await house.sql('TRUNCATE "grant", session, login_throttle, admin_event CASCADE');
  await house.sql('UPDATE account SET password_hash = $1, password_changed_at = NULL WHERE account_id = $2', [original.password_hash, ALICE.sub]);
  browser = new Browser(house, FIREFOX);
  page = await enter(browser, ALICE, '/account/password');
});
const change = (current = CURRENT, password = NEW, repeated = password, where = page) => where.submit('#change', { current, password, repeated });
const refresh = async (token: string) => (await web.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token })).json;

it('ends what there was, everywhere but here', async () => {
  const mine = (await web.logIn(browser, ALICE)).answer.json;
  const phone = new Browser(house, PHONE);
  const elsewhere = (await web.logIn(phone, ALICE)).answer.json;
  const bobs = (await web.logIn(new Browser(house), BOB)).answer.json;
  house.clock.advance(1);
  const done = await change();
  expect([done.url.pathname, texts(done, '#done')]).toEqual(['/account', ['Your password is changed. You are signed in here, and nowhere else any more.']]);
  expect([texts(done, '#connections h3'), texts(done, '#sessions h3')]).toEqual([[], ['Firefox on Linux This browser']]);
  for (const { refresh_token, access_token } of [mine, elsewhere]) {
    expect([(await refresh(refresh_token)).error, (await web.introspect(access_token)).active]).toEqual(['invalid_grant', false]);
  }
  expect((await refresh(bobs.refresh_token)).error).toBeUndefined();
  expect((await phone.open('/account')).url.pathname).toMatch(/\/login$/);
  expect((await enter(phone, { ...ALICE, password: CURRENT })).status).toBe(401);
  expect((await enter(new Browser(house), { ...ALICE, password: NEW })).url.pathname).toBe('/account');
  const [event] = await house.sql<any>('SELECT * FROM admin_event');
  expect(event).toMatchObject({ action: 'account.change_password', target_id: ALICE.sub, actor_sub: ALICE.sub, new: { passwordChangedAt: house.clock.now().toISOString() } });
  expect(JSON.stringify(event)).not.toMatch(/argon2|better one/);
});

it.each([
  ['a wrong old one', 'wrong', NEW, NEW, 'The current password is wrong. Please try again.'],
  ['a short new one', CURRENT, 'short', 'short', 'The new password must have at least 8 characters.'],
  ['a very long one', CURRENT, 'x'.repeat(257), 'x'.repeat(257), 'The new password may have at most 256 characters.'],
  ['another one the second time', CURRENT, NEW, `${NEW}.`, 'The new password was not the same both times.'],
  ['the old one', CURRENT, CURRENT, CURRENT, 'The new password is the old one.'],
  ['nothing', '', '', '', 'Enter your current password, and the new one twice.'],
])('is not done with %s', async (_what, current, password, repeated, sentence) => {
  const again = await change(current, password, repeated);
  expect([again.status, texts(again, '#password-error'), again.text.includes(NEW)]).toEqual([400, [sentence], false]);
  expect(await house.sql('SELECT password_hash FROM account WHERE account_id = $1', [ALICE.sub])).toEqual([original]);
  expect((await enter(new Browser(house))).url.pathname).toBe('/account');
});

it('is slowed down by guesses, as the login is', async () => {
  for (let n = 0; n < 5; n++) page = await change('wrong');
  const slow = await change();
  expect([slow.status, slow.headers.get('retry-after'), texts(slow, '#password-error')]).toEqual([429, '1', ['Too many wrong passwords. Please try again in 1 second.']]);
  house.clock.advance(1);
  expect((await change()).url.pathname).toBe('/account');
});

it('wants a login of a moment ago, also when the form stood open', async () => {
  house.clock.advance(601);
  const login = await change();
  expect([login.url.pathname, login.$('#username').val()]).toEqual([expect.stringMatching(/\/login$/), 'alice']);
  const back = await login.submit('#submit', { username: 'alice', password: CURRENT });
  expect([back.url.href, back.$('#change').length]).toEqual([`${house.publicUrl}/account/password`, 1]);
  expect((await change(CURRENT, NEW, NEW, back)).url.pathname).toBe('/account');
});

it('of two at once, one is taken', async () => {
  const pages = await Promise.all([change(CURRENT, `${NEW} 1`), change(CURRENT, `${NEW} 2`)]);
  expect(pages.map(({ url }) => url.pathname)).toContain('/account');
  expect(await house.sql('SELECT 1 FROM admin_event')).toHaveLength(1);
});

it('keeps in mind that a passkey was shown', async () => {
  await house.sql(`UPDATE session SET amr = '{pwd,hwk,user,mfa}'`);
  await change();
  expect(await house.sql('SELECT amr FROM session')).toEqual([{ amr: ['pwd', 'hwk', 'user', 'mfa'] }]);
});
