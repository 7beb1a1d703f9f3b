import { decodeJwt } from 'jose';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Authenticator, type Lies } from '../support/authenticator.js';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, BOB, WEB, type Person } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openHouse({ settings: { TRUST_PROXY: '127.0.0.1' } });
const there = await openHouse({ replicaOf: house });
afterAll(() => Promise.all([house.close(), there.close()]));
const web = new RelyingParty(house, WEB);
const WRONG = 'This passkey could not be used here. Please try again, or sign in another way.';

let addresses = 0;
let browser: Browser;
let key: Authenticator;
beforeEach(async () => {
  for (const table of ['second_factor', 'passkey', 'session', 'consent']) await house.sql(`DELETE FROM ${table}`);
  browser = new Browser(house, { 'x-forwarded-for': `198.51.100.${++addresses}` });
  key = await give(ALICE);
});

async function give({ sub }: Person, made = new Authenticator(house.publicUrl)): Promise<Authenticator> {
  const row = [sub, made.id, made.publicKey, house.clock.now()];
  await house.sql(`INSERT INTO passkey VALUES ($1, $2, $3, 0, '{internal}', 'Laptop', $4)`, row);
  return made;
}
const demandOf = ({ sub }: Person) => house.sql('INSERT INTO second_factor VALUES ($1, $2)', [sub, house.clock.now()]);
const knock = async (where = browser) => where.open((await web.authorizationUrl({ scope: 'openid', prompt: 'login' })).url);
/** What the page's script fetches. */
async function ask(page: Page, where = browser): Promise<any> {
  return JSON.parse((await where.open(new URL(page.$('form[data-passkey]').attr('data-source')!, page.url))).text);
}
async function show(page: Page, made = key, lies: Lies = {}): Promise<Page> {
  return page.submit('#passkey', { credential: made.get(await ask(page), lies) });
}
const giveUp = ({ status, $ }: Page) => [status, $('#passkey-error').text()];

describe('a passkey alone', () => {
  it.each([[false, 'hwk'], [true, 'swk']])('is enough, and the application is told how (synced: %s)', async (isSynced, kind) => {
    const made = await give(ALICE, new Authenticator(house.publicUrl, isSynced));
    const { url, checks } = await web.authorizationUrl({ scope: 'openid' });
    const login = await browser.open(url);
    expect([login.$('#username').attr('autocomplete'), login.$('form[data-passkey]').attr('hidden')]).toEqual(['username webauthn', 'hidden']);
    const consent = await show(login, made);
    const { tokens } = await web.exchange((await consent.submit('#allow')).url, checks);
    expect(tokens.claims()).toMatchObject({ sub: ALICE.sub, amr: [kind, 'user'], auth_time: house.clock.now().getTime() / 1000 });
    const [row] = await house.sql('SELECT counter, last_used_at FROM passkey WHERE passkey_id = $1', [made.id]);
    expect(row).toEqual({ counter: '1', last_used_at: house.clock.now() });
    expect(await house.sql('SELECT amr FROM session')).toEqual([{ amr: [kind, 'user'] }]);
  });

  it('satisfies prompt=login, and a challenge made at one replica is taken at another', async () => {
    await web.logIn(browser, BOB, { scope: 'openid' });
    const { url } = await web.authorizationUrl({ scope: 'openid', prompt: 'login' });
    const page = await browser.open(url);
    const credential = key.get(await ask(page));
    const body = new URLSearchParams({ form_token: String(page.$('#passkey').closest('form').find('[name=form_token]').val()), credential });
    const cookie = browser.cookies.header(page.url);
    const answer = await there.fetch(new URL('passkey', page.url), { method: 'POST', body, headers: { cookie } });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, expect.stringContaining('/consent')]);
  });

  it('asks for any passkey of this host, the person verified', async () => {
    const options = await ask(await knock());
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required', allowCredentials: [] });
    expect(Buffer.from(options.challenge, 'base64url')).toHaveLength(32);
  });
});

describe('what is refused, in one sentence', () => {
  const cases: [string, (page: Page) => Promise<Page>][] = [
    ['an unknown passkey', (page) => show(page, new Authenticator(house.publicUrl))],
    ['a signature by another key', (page) => show(page, new Authenticator(house.publicUrl), { id: key.id })],
    ['a person not verified', (page) => show(page, key, { flags: 0x01 })],
    ['a person not present', (page) => show(page, key, { flags: 0x04 })],
    ['an answer given to another site', (page) => show(page, key, { origin: 'https://localhost.example' })],
    ['a passkey of another host', (page) => show(page, key, { rpId: 'elsewhere.example' })],
    ['the answer to the making of one', (page) => show(page, key, { type: 'webauthn.create' })],
    ['an answer to a challenge of its own', (page) => show(page, key, { challenge: 'A'.repeat(43) })],
    ['the handle of somebody else', (page) => show(page, key, { userHandle: 'Ym9i' })],
    ['no answer', (page) => page.submit('#passkey')],
    ['no JSON', (page) => page.submit('#passkey', { credential: '{"id":' })],
    ['JSON of another kind', (page) => page.submit('#passkey', { credential: '[null]' })],
    ['an answer before anything was asked', (page) => page.submit('#passkey', { credential: key.get({ challenge: 'A'.repeat(43) }) })],
  ];
  it.each(cases)('%s', async (_what, act) => {
    expect(giveUp(await act(await knock()))).toEqual([401, WRONG]);
    expect(await house.sql('SELECT 1 FROM session')).toEqual([]);
  });

  it('an answer shown a second time, or too late', async () => {
    const page = await knock();
    const credential = key.get(await ask(page));
    expect((await page.submit('#passkey', { credential })).$('#allow')).toHaveLength(1);
    expect(giveUp(await page.submit('#passkey', { credential }))).toEqual([401, WRONG]);
    const question = await ask(page);
    house.clock.advance(600);
    expect(giveUp(await page.submit('#passkey', { credential: key.get(question) }))).toEqual([401, WRONG]);
  });

  it('an answer to what another tab was asked', async () => {
    const [one, other] = [await knock(), await knock()];
    await ask(other);
    expect(giveUp(await other.submit('#passkey', { credential: key.get(await ask(one)) }))).toEqual([401, WRONG]);
  });

  it('a counter that has not moved on: a copy is about', async () => {
    await show(await knock(), key, { counter: 7 });
    expect(giveUp(await show(await knock(), key, { counter: 7 }))).toEqual([401, WRONG]);
    expect((await show(await knock(), key, { counter: 8 })).$('#allow')).toHaveLength(1);
  });

  it.each(['disabled_at', 'deleted_at'])('that of an account with %s', async (column) => {
    await house.sql(`UPDATE account SET ${column} = $1 WHERE account_id = $2`, [house.clock.now(), ALICE.sub]);
    expect(giveUp(await show(await knock()))).toEqual([401, WRONG]);
    await house.sql(`UPDATE account SET ${column} = NULL`);
  });

  it('a form from elsewhere', async () => {
    const page = await knock();
    const credential = key.get(await ask(page));
    expect((await browser.post(new URL('passkey', page.url), { credential })).status).toBe(403);
    expect((await new Browser(house).open(new URL('passkey/options', page.url))).status).toBe(400);
  });

  it('and guessing slows down', async () => {
    const wrong = async () => show(await knock(), new Authenticator(house.publicUrl), { id: key.id });
    for (let n = 0; n < 5; n++) expect((await wrong()).status).toBe(401);
    const slow = await wrong();
    expect([...giveUp(slow), slow.headers.get('retry-after')]).toEqual([429, 'Too many attempts. Please try again in 1 second.', '1']);
  });
});

describe('a passkey after the password, for who asked for it', () => {
  beforeEach(() => demandOf(ALICE));
  const password = async (page: Page) => page.submit('#submit', { username: ALICE.username, password: ALICE.password });

  it('logs in with both, and neither cookie nor session before', async () => {
    const { url, checks } = await web.authorizationUrl({ scope: 'openid' });
    const page = await password(await browser.open(url));
    expect([page.url.pathname, page.$('h1').text()]).toEqual([expect.stringMatching(/\/passkey$/), 'Use your passkey']);
    expect([await house.sql('SELECT 1 FROM session'), Object.keys(browser.cookies.all).filter((name) => name.includes('session'))]).toEqual([[], []]);
    expect(page.text).toContain('<noscript><p>Passkeys need JavaScript, which is switched off here.</p></noscript>');
    expect((await ask(page)).allowCredentials).toEqual([{ id: key.id, transports: ['internal'], type: 'public-key' }]);
    const { answer } = await web.exchange((await (await show(page)).submit('#allow')).url, checks);
    expect(decodeJwt(answer.json.id_token).amr).toEqual(['pwd', 'hwk', 'user', 'mfa']);
  });

  it('is asked for again when it was wrong, and the password anew when it was long ago', async () => {
    const page = await password(await knock());
    const again = await show(page, new Authenticator(house.publicUrl));
    expect([giveUp(again), again.$('.lead').text()]).toEqual([[401, WRONG], 'You have asked to show a passkey after your password.']);
    house.clock.advance(600);
    expect((await browser.open(page.url)).url.pathname).toMatch(/\/login$/);
  });

  it('that belongs to somebody else logs that one in, with one factor', async () => {
    const bobs = await give(BOB);
    const page = await password(await knock());
    await page.submit('#passkey', { credential: bobs.get(await ask(page)) });
    expect(await house.sql('SELECT account_id, amr FROM session')).toEqual([{ account_id: BOB.sub, amr: ['hwk', 'user'] }]);
  });

  it('comes to nothing when the password was changed in between', async () => {
    const page = await password(await knock());
    house.clock.advance(1);
    await house.sql('UPDATE account SET password_changed_at = $1 WHERE account_id = $2', [house.clock.now(), ALICE.sub]);
    const next = await show(page);
    expect(next.url.pathname).toMatch(/\/login$/);
    await house.sql('UPDATE account SET password_changed_at = NULL');
  });

  it('is not asked of others', async () => {
    const consent = await (await knock()).submit('#submit', { username: BOB.username, password: BOB.password });
    expect(consent.$('#allow')).toHaveLength(1);
  });
});
