import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { ALICE } from '../support/data.js';
import { openHouse } from '../support/house.js';

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const house = await openHouse();
afterAll(() => house.close());
const chromium = await launchChromium();
const account = `${house.publicUrl}/account`;

let context: BrowserContext;
let page: Page;
let faults: string[];
beforeEach(async () => {
  await house.sql('TRUNCATE session, passkey, second_factor CASCADE');
  faults = [];
  return () => context.close();
});

/** A page of a browser whose computer has an authenticator, with a person who is always there. */
async function open({ fillsIn = false, width = 1280, colorScheme = 'light' as 'light' | 'dark' } = {}): Promise<void> {
  context = await chromium.newContext({ viewport: { width, height: 800 }, colorScheme });
  page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  if (!fillsIn) await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');
  const devTools = await context.newCDPSession(page);
  await devTools.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } as const;
  await devTools.send('WebAuthn.addVirtualAuthenticator', { options });
}

/** Nothing that axe finds, and nothing beyond the edge. */
async function look(): Promise<void> {
  await page.evaluate(`document.querySelectorAll('details').forEach((details) => (details.open = true))`);
  await page.evaluate(AXE);
  const find = `axe.run({ runOnly: ${JSON.stringify(TAGS)} }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target).join(', ')))`;
  const violations = await page.evaluate(find);
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  expect([page.url(), violations, overflow]).toEqual([page.url(), [], 0]);
}

async function logIn(): Promise<void> {
  await page.goto(account);
  await page.fill('#username', ALICE.username);
  await page.fill('#password', ALICE.password);
  await page.click('#submit');
}

async function addPasskey(): Promise<void> {
  await page.goto(`${account}/passkeys`);
  await page.fill('#name', 'This computer');
  await page.click('#add');
  await page.waitForURL(/done=passkeyAdded/);
}

async function logOut(): Promise<void> {
  await page.click('#sign-out');
  await page.click('#logout-confirm');
  await page.waitForSelector('#logged-out');
}

const amr = async () => (await house.sql<{ amr: string[] }>('SELECT amr FROM session WHERE ended_at IS NULL'))[0]?.amr;

describe('in a browser', () => {
  it.each([[1280, 'light'], [320, 'dark']] as const)('a person adds a passkey and signs in with it, on any page nothing to complain of (%i px, %s)', async (width, colorScheme) => {
    await open({ width, colorScheme });
    await page.goto(account);
    await look();
    await logIn();
    await look();
    for (const name of ['password', 'passkeys', 'activity']) {
      await page.goto(`${account}/${name}`);
      await look();
    }
    await addPasskey();
    expect(await page.textContent('#passkeys h2')).toBe('This computer');
    await look();
    await logOut();
    await page.goto(account);
    await page.click('#passkey');
    await page.waitForURL(account);
    expect(await amr()).toEqual(['hwk', 'user']);
    expect(faults).toEqual([]);
  });

  it('by keyboard alone', async () => {
    await open();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const reach = async (id: string) => {
      for (let presses = 0; presses < 40; presses++) {
        if ((await page.evaluate('document.activeElement.id')) === id) return;
        await press('Tab');
      }
      throw new Error(`the keyboard does not reach ${id}`);
    };
    await page.goto(account);
    await page.locator('#username:focus').waitFor(); // autofocus comes with the first frame, which may be later than the load
    await page.keyboard.type(ALICE.username);
    await press('Tab');
    await page.keyboard.type(ALICE.password);
    await press('Enter');
    await page.waitForURL(account);
    await page.goto(`${account}/passkeys`);
    await reach('add');
    await press('Enter');
    await page.waitForURL(/done=passkeyAdded/);
    await reach('sign-out');
    await press('Enter');
    await page.waitForSelector('#logout-confirm');
    await reach('logout-confirm');
    await press('Enter');
    await page.waitForSelector('#logged-out');
    await page.goto(account);
    await reach('passkey');
    await press('Enter');
    await page.waitForURL(account);
    expect([await amr(), faults]).toEqual([['hwk', 'user'], []]);
  });

  it('after the password, for who asked for it', async () => {
    await open();
    await logIn();
    await addPasskey();
    await page.click('#after-password');
    await page.waitForURL(/done=passkeyAsked/);
    await look();
    await logOut();
    await logIn();
    await page.waitForURL(/\/passkey$/);
    await look();
    await page.click('#passkey');
    await page.waitForURL(account);
    expect([await amr(), faults]).toEqual([['pwd', 'hwk', 'user', 'mfa'], []]);
  });

  it('where the browser fills it in, without a button', async () => {
    await open({ fillsIn: true });
    await logIn();
    await addPasskey();
    await logOut();
    await page.goto(account, { waitUntil: 'commit' });
    await page.waitForSelector('h1:has-text("Your account")');
    expect(await amr()).toEqual(['hwk', 'user']);
  });

  it('and is told when no passkey was used', async () => {
    await open();
    await page.goto(account);
    await page.click('#passkey');
    expect(await page.textContent('form[data-passkey] [role=alert]')).toBe('No passkey was used. Please try again.');
    await look();
  });
});
