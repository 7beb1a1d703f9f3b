import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { enter, FIREFOX, PHONE, texts } from '../support/account.pages.js';
import { Administrator, ADMIN, ADMINISTERED } from '../support/administrators.js';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, BOB, NATIVE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openHouse({ bootstrap: ADMINISTERED, settings: { TRUST_PROXY: '127.0.0.1' } });
afterAll(() => house.close());
const [web, native] = [new RelyingParty(house, WEB), new RelyingParty(house, NATIVE, 'http://127.0.0.1:49152/callback')];

const refresh = async (token: string, party = web) => (await party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token })).json;
const events = () => house.sql('SELECT action, target_kind, target_id, actor_sub, actor_client_id, old, new FROM admin_event ORDER BY at DESC, id DESC');

let browser: Browser;
let tokens: any;
let page: Page;
beforeEach(async () => {
  await house.sql('TRUNCATE "grant", session, consent, passkey, second_factor, login_throttle, admin_event, refresh_usage CASCADE');
  browser = new Browser(house, FIREFOX);
  tokens = (await web.logIn(browser, ALICE)).answer.json;
  house.clock.advance(300);
  page = await enter(browser);
});

describe('the first page', () => {
  it('is where the bare name of the server leads', async () => {
    expect((await browser.open('/')).url.pathname).toBe('/account');
  });

  it('is reached by way of the login, and nobody else’s is shown', async () => {
    const fresh = new Browser(house, FIREFOX);
    const login = await fresh.open('/account');
    expect([login.url.pathname, login.$('.lead').text()]).toEqual([expect.stringMatching(/^\/interaction\/[\w-]{22}\/login$/), 'to look after your account']);
    const home = await login.submit('#submit', { username: BOB.username, password: BOB.password });
    expect([home.url.pathname + home.url.search, home.status, home.$('.lead').text()]).toEqual(['/account', 200, 'You are signed in as Bob Example.']);
    expect([texts(home, '#connections h3'), texts(home, '#consents h3')]).toEqual([[], []]);
    expect(await house.sql(`SELECT 1 FROM "grant" WHERE client_id = 'evergrant-account'`)).toEqual([]);
  });

  it('shows applications, browsers and permissions in words', () => {
    expect(page.url.pathname).toBe('/account');
    expect(texts(page, '#connections h3, #connections .where')).toEqual(['Example Web', 'Firefox on Linux203.0.113.0/24used 5 minutes ago']);
    const used = page.$('#connections time');
    expect([used.attr('title'), used.attr('datetime')]).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/), new Date(house.clock.now().getTime() - 300_000).toISOString()]);
    expect(texts(page, '#connections [data-scope=email]')).toEqual(['See your email address']);
    expect(texts(page, '#sessions h3')).toEqual(['Firefox on Linux This browser']);
    expect(texts(page, '#consents h3')).toEqual(['Example Web']);
    expect([page.headers.get('content-security-policy'), page.headers.get('cache-control')]).toEqual([expect.not.stringMatching(/script-src|unsafe/), 'no-store']);
  });

  it('speaks German', async () => {
    const german = await enter(new Browser(house, { ...FIREFOX, 'accept-language': 'de' }));
    expect([german.$('h1').text(), texts(german, '#connections .where')]).toEqual(['Ihr Konto', ['Firefox auf Linux203.0.113.0/24verwendet vor 5 Minuten']]);
  });

  it('leads on where there is more', async () => {
    await house.sql(`INSERT INTO "grant" SELECT (json_populate_record(g, json_build_object('grant_id', gen_random_uuid(), 'created_at', g.created_at + n * interval '1 second'))).*
      FROM "grant" g, generate_series(1, 30) n`);
    await house.sql(`INSERT INTO refresh_token SELECT (json_populate_record(f, json_build_object('grant_id', g.grant_id))).* FROM refresh_token f, "grant" g WHERE g.grant_id <> f.grant_id`);
    const first = await browser.open('/account');
    const second = await first.click('#more');
    expect([first.$('#connections li[data-connection]').length, second.$('#connections li[data-connection]').length]).toEqual([25, 6]);
    expect((await browser.open('/account?after=AAAA')).url.search).toBe('');
  });
});

describe('what a person ends', () => {
  it('one application, at once and with its access tokens; the other device stays', async () => {
    const other = (await native.logIn(new Browser(house, PHONE), ALICE)).answer.json;
    page = await browser.open('/account');
    const id = page.$('[data-connection]:last-child').attr('data-connection')!;
    const done = await page.submit(`[data-connection="${id}"] .end`);
    expect([done.url.href, texts(done, '#done'), texts(done, '#connections h3')]).toEqual([`${house.publicUrl}/account?done=ended`, ['It is signed out.'], ['Example Native']]);
    expect((await refresh(tokens.refresh_token)).error).toBe('invalid_grant');
    expect((await web.introspect(tokens.access_token)).active).toBe(false);
    expect((await refresh(other.refresh_token, native)).error).toBeUndefined();
    expect(await events()).toMatchObject([{ action: 'connection.end', target_kind: 'token', target_id: id, actor_sub: ALICE.sub, actor_client_id: 'evergrant-account' }]);
    expect(texts(await page.submit(`[data-connection="${id}"] .end`), '#done')).toEqual(['There was nothing to do: it had been done already.']);
    expect(await events()).toHaveLength(1);
  });

  it('what was not him: it is frozen, and an administrator finds out', async () => {
    const id = page.$('[data-connection]').attr('data-connection')!;
    const done = await page.submit('.not-me');
    expect([texts(done, '#connections h3'), done.$('#connections .not-me').length]).toEqual([['Example Web Stopped'], 0]);
    expect((await refresh(tokens.refresh_token)).error).toBe('invalid_grant');
    const admin = await Administrator.logIn(house, ADMIN);
    expect((await admin.get(`/tokens/${id}`)).json).toMatchObject({ frozen_reason: 'not_me', status: 'frozen' });
  });

  it('another browser, and not the one that he looks by', async () => {
    const phone = new Browser(house, PHONE);
    await enter(phone);
    page = await browser.open('/account');
    expect(texts(page, '#sessions h3')).toEqual(['Safari on iPhone', 'Firefox on Linux This browser']);
    expect(page.$('#sessions .end')).toHaveLength(1);
    expect(texts(await page.submit('#sessions .end'), '#sessions h3')).toEqual(['Firefox on Linux This browser']);
    expect((await phone.open('/account')).url.pathname).toMatch(/\/login$/);
  });

  it('everything everywhere, this browser too', async () => {
    const gone = await page.submit('#everywhere');
    expect([gone.url.pathname, gone.$('#logged-out').length]).toEqual(['/oidc/session/end', 1]);
    expect((await refresh(tokens.refresh_token)).error).toBe('invalid_grant');
    expect((await browser.open('/account')).url.pathname).toMatch(/\/login$/);
  });

  it('a permission, also of an application that holds nothing any more', async () => {
    const second = await page.submit('#consents .end');
    expect([texts(second, '#consents h3'), texts(second, '#done')]).toEqual([[], ['The permission is withdrawn.']]);
    expect((await refresh(tokens.refresh_token)).error).toBe('invalid_grant');
    await web.logIn(browser, ALICE, { scope: 'openid' });
    await house.sql('TRUNCATE "grant" CASCADE');
    page = await browser.open('/account');
    expect([texts(page, '#connections h3'), texts(page, '#consents h3')]).toEqual([[], ['Example Web']]);
    const withdrawn = await page.submit('#consents .end');
    expect(texts(withdrawn, '#consents h3')).toEqual([]);
    const { url } = await web.authorizationUrl({ scope: 'openid' });
    expect((await browser.open(url)).$('#allow')).toHaveLength(1);
  });
});

describe('nothing of another person’s is touched', () => {
  const paths = (id: string, session: string) => [`connections/${id}/end`, `connections/${id}/not-me`, `sessions/${session}/end`];

  it('even with forms of one’s own for it', async () => {
    const bobs = (await web.logIn(new Browser(house, PHONE), BOB)).answer.json;
    const [{ grant_id: id, session_id: session }] = (await house.sql<any>('SELECT * FROM "grant" WHERE account_id = $1', [BOB.sub])) as any[];
    const { Visitors } = await import('../../src/person/visitors.js');
    const cookie = browser.cookies.header(page.url);
    const visitor = (await house.app.get(Visitors).find({ headers: { cookie } } as any))!;
    const forms = [['end', id], ['not-me', id], ['session', session]];
    for (const [n, path] of paths(id, session).entries()) {
      const done = await browser.post(`/account/${path}`, { form_token: visitor.token(...(forms[n] as string[])) });
      expect(texts(done, '#done')).toEqual(['There was nothing to do: it had been done already.']);
    }
    expect((await refresh(bobs.refresh_token)).error).toBeUndefined();
    expect(await events()).toEqual([]);
  });

  it('nor anything by a form from elsewhere, or of another page', async () => {
    const id = page.$('[data-connection]').attr('data-connection')!;
    const end = String(page.$('.end').closest('form').find('[name=form_token]').val());
    for (const form_token of ['', 'A'.repeat(43), end]) {
      const refused = await browser.post(`/account/connections/${id}/not-me`, form_token ? { form_token } : {});
      expect(refused.status).toBe(403);
    }
    for (const path of ['sign-out-everywhere', 'consents/withdraw', 'password', 'passkeys/add', 'passkeys/remove', 'passkeys/rename', 'passkeys/after-password']) {
      await house.sql('UPDATE session SET auth_time = $1', [house.clock.now()]);
      expect((await browser.post(`/account/${path}`, { form_token: end })).status).toBe(403);
    }
    expect((await refresh(tokens.refresh_token)).error).toBeUndefined();
  });
});
