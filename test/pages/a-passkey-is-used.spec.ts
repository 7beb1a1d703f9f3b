import type { Page } from 'playwright-core';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ALICE } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { Visitor } from '../support/visitor.js';

/** A real browser on whatever machine. */
vi.setConfig({ testTimeout: 120_000 });

const house = await openHouse();
afterAll(() => house.close());
const account = `${house.publicUrl}/account`;

let visitor: Visitor;
let page: Page;
beforeEach(async () => {
  await house.sql('TRUNCATE session, passkey, second_factor CASCADE');
  visitor = await Visitor.at(house);
  page = visitor.page;
  return () => visitor.close();
});

const look = async () => expect(await visitor.faults()).toEqual([]);

async function logIn(): Promise<void> {
  await visitor.goTo('/account');
  await visitor.logIn(ALICE);
  await page.waitForURL(/\/account$|\/passkey$/);
}

async function addPasskey(): Promise<void> {
  await visitor.goTo('/account/passkeys');
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

/** By a button alone, see journeys.spec.ts. */
describe('in a browser', () => {
  it('after the password, for who asked for it', async () => {
    await visitor.holdPasskeys();
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
    expect([await amr(), visitor.complaints]).toEqual([['pwd', 'hwk', 'user', 'mfa'], []]);
  });

  it('where the browser fills it in, without a button', async () => {
    await visitor.holdPasskeys({ fillsIn: true });
    await logIn();
    await addPasskey();
    await logOut();
    await page.goto(account, { waitUntil: 'commit' });
    await page.waitForSelector('h1:has-text("Your account")');
    expect(await amr()).toEqual(['hwk', 'user']);
  });

  it('and is told when no passkey was used', async () => {
    await visitor.holdPasskeys();
    await page.goto(account);
    await page.click('#passkey');
    expect(await page.textContent('form[data-passkey] [role=alert]')).toBe('No passkey was used. Please try again.');
    await look();
  });
});
