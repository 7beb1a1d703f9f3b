import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { enter, FIREFOX, texts } from '../support/account.pages.js';
import { Administrator, ADMIN, ADMINISTERED, SUPPORT } from '../support/administrators.js';
import { Authenticator, type Lies } from '../support/authenticator.js';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, BOB, type Person } from '../support/data.js';
import { openHouse } from '../support/house.js';

const PATH = '/account/passkeys';
const house = await openHouse({ bootstrap: ADMINISTERED, settings: { TRUST_PROXY: '127.0.0.1' } });
afterAll(() => house.close());
const REFUSED = ['This passkey could not be added. Please try again.'];

let browser: Browser;
let page: Page;
beforeEach(async () => {
  await house.sql('TRUNCATE session, passkey, second_factor, passkey_challenge, login_throttle, admin_event CASCADE');
  browser = new Browser(house, FIREFOX);
  page = await enter(browser, ALICE, PATH);
});

const ask = async (where = browser) => JSON.parse((await where.open(`${PATH}/options`)).text);
async function add(name = 'Laptop', key = new Authenticator(house.publicUrl), lies: Lies = {}, where = browser, from = page): Promise<Page> {
  return from.submit('#add', { name, credential: key.create(await ask(where), lies) });
}
const names = (where: Page) => texts(where, '#passkeys h2');
const rows = () => house.sql('SELECT account_id, name, counter, transports FROM passkey ORDER BY created_at, name');
const signIn = async (key: Authenticator): Promise<Page> => {
  const fresh = new Browser(house);
  const login = await fresh.open('/account');
  const options = JSON.parse((await fresh.open(new URL('passkey/options', login.url))).text);
  return login.submit('#passkey', { credential: key.get(options) });
};

it('adds one, with a name, and signs in by it; it is said to authenticators for whom it is', async () => {
  expect([texts(page, '#no-passkey'), page.$('#name').val()]).toEqual([['You have no passkey yet.'], 'Firefox on Linux']);
  const question = await ask();
  expect(question).toMatchObject({
    ...{ rp: { id: 'localhost' }, user: { name: 'alice', displayName: 'Alice Example' }, attestation: 'none', excludeCredentials: [] },
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  expect(Buffer.from(question.user.id, 'base64url').toString()).not.toContain(ALICE.sub);
  const key = new Authenticator(house.publicUrl);
  const done = await add('My  laptop ', key);
  expect([done.url.search, names(done), texts(done, '#done')]).toEqual(['?done=passkeyAdded', ['My laptop'], ['Your passkey is added.']]);
  expect(await rows()).toEqual([{ account_id: ALICE.sub, name: 'My laptop', counter: '0', transports: ['internal'] }]);
  expect((await ask()).excludeCredentials).toEqual([{ id: key.id, transports: ['internal'], type: 'public-key' }]);
  const home = await signIn(key);
  expect([home.url.pathname, home.$('.lead').text()]).toEqual(['/account', 'You are signed in as Alice Example.']);
  expect(await house.sql('SELECT action, target_id, actor_sub, new FROM admin_event')).toEqual([{ action: 'passkey.add', target_id: ALICE.sub, actor_sub: ALICE.sub, new: { name: 'My laptop' } }]);
});

describe('does not add', () => {
  it.each<[string, Lies]>([
    ['one for another site', { origin: 'https://evil.example' }],
    ['one for another host', { rpId: 'evil.example' }],
    ['one without the person verified', { flags: 0x41 }],
    ['an answer to another challenge', { challenge: 'A'.repeat(43) }],
    ['the use of one', { type: 'webauthn.get' }],
  ])('%s', async (_what, lies) => {
    const done = await add('Laptop', new Authenticator(house.publicUrl), lies);
    expect([names(done), texts(done, '#done'), await rows()]).toEqual([[], REFUSED, []]);
  });

  it('an answer a second time, or late, or one that is known already, or the twenty-first', async () => {
    const [key, other] = [new Authenticator(house.publicUrl), new Authenticator(house.publicUrl)];
    const credential = key.create(await ask());
    await page.submit('#add', { name: 'One', credential });
    expect(texts(await page.submit('#add', { name: 'Two', credential }), '#done')).toEqual(REFUSED);
    expect(texts(await add('Three', key), '#done')).toEqual(REFUSED);
    const bob = new Browser(house);
    expect(texts(await add('Bob’s', key, {}, bob, await enter(bob, BOB, PATH)), '#done')).toEqual(REFUSED);
    const question = await ask();
    house.clock.advance(600);
    expect(texts(await page.submit('#add', { name: 'Late', credential: other.create(question) }), '#done')).toEqual(REFUSED);
    await house.sql(`INSERT INTO passkey SELECT account_id, 'more' || n, public_key, 0, '{}', 'More', created_at FROM passkey, generate_series(1, 19) n`);
    expect(texts(await add('Much', other), '#done')).toEqual(REFUSED);
    expect(await rows()).toHaveLength(20);
  });

  it('one for who logged in long ago, nor tells him a challenge', async () => {
    const key = new Authenticator(house.publicUrl);
    const question = await ask();
    house.clock.advance(601);
    expect((await page.submit('#add', { name: 'Late', credential: key.create(question) })).url.pathname).toMatch(/\/login$/);
    expect((await browser.open(`${PATH}/options`)).status).toBe(400);
    expect(await rows()).toEqual([]);
  });
});

describe('with several', () => {
  const [first, second] = [new Authenticator(house.publicUrl), new Authenticator(house.publicUrl)];
  beforeEach(async () => {
    await add('First', first);
    house.clock.advance(1);
    page = await add('Second', second);
  });
  const of = ({ id }: Authenticator, button: string) => `[data-passkey-id="${id}"] ${button}`;

  it('gives one another name', async () => {
    expect(names(await page.submit(of(first, '.rename'), { name: 'Key ring' }))).toEqual(['Key ring', 'Second']);
    expect(names(await page.submit(of(first, '.rename'), { name: '   ' }))).toEqual(['Key ring', 'Second']);
  });

  it('removes one, which is worth nothing then', async () => {
    expect(names(await page.submit(of(first, '.remove')))).toEqual(['Second']);
    expect((await signIn(first)).status).toBe(401);
    expect((await signIn(second)).url.pathname).toBe('/account');
  });

  it('asks for one after the password, as long as there is any', async () => {
    const asked = await page.submit('#after-password');
    expect(texts(asked, '#after')).toEqual(['You are asked for a passkey after your password. A passkey alone is enough as well.']);
    expect((await enter(new Browser(house))).url.pathname).toMatch(/\/passkey$/);
    const one = await asked.submit(of(first, '.remove'));
    expect((await enter(new Browser(house))).url.pathname).toMatch(/\/passkey$/);
    await one.submit(of(second, '.remove'));
    expect((await enter(new Browser(house))).url.pathname).toBe('/account');
    expect(texts(await asked.submit('#after-password'), '#done')).toEqual(['How you sign in is changed.']);
  });

  it('touches nobody else’s', async () => {
    const bob = new Browser(house);
    const bobs = await add('Bob’s', new Authenticator(house.publicUrl), {}, bob, await enter(bob, BOB as Person, PATH));
    expect(names(bobs)).toEqual(['Bob’s']);
    for (const button of ['.rename', '.remove']) {
      const done = await bobs.submit(button, { id: first.id });
      expect([texts(done, '#done'), names(done)]).toEqual([['There was nothing to do: it had been done already.'], ['Bob’s']]);
    }
    expect(names(await browser.open(PATH))).toEqual(['First', 'Second']);
  });

  it('has an administrator remove them when all are lost', async () => {
    await page.submit('#after-password');
    const path = `/accounts/${ALICE.sub}/remove-passkeys`;
    const [admin, support] = [await Administrator.logIn(house, ADMIN), await Administrator.logIn(house, SUPPORT)];
    expect([(await support.post(path)).status, (await admin.post(path, {})).status, (await admin.post('/accounts/nobody/remove-passkeys')).status]).toEqual([403, 400, 404]);
    expect((await admin.post(path)).json).toEqual({ account: ALICE.sub, removed: 2 });
    expect((await enter(new Browser(house))).url.pathname).toBe('/account');
    expect(names(await browser.open(PATH))).toEqual([]);
    const [event] = await house.sql(`SELECT actor_sub, target_id, old, new FROM admin_event WHERE action = 'account.remove_passkeys'`);
    expect(event).toEqual({ actor_sub: ADMIN.sub, target_id: ALICE.sub, old: { passkeys: 2 }, new: { passkeys: 0 } });
  });
});
