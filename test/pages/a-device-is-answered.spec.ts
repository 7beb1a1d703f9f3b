import type { Page } from 'playwright-core';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { ALICE, BOOTSTRAP } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { Television, TV } from '../support/television.js';
import { Visitor } from '../support/visitor.js';

const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [TV] } });
afterAll(() => house.close());
const tv = new Television(house);

let visitor: Visitor;
let page: Page;
afterEach(() => visitor.close());

async function open(width: number, colorScheme: 'light' | 'dark', options: { javaScriptEnabled?: boolean; locale?: string } = {}): Promise<void> {
  visitor = await Visitor.at(house, { viewport: { width, height: 800 }, colorScheme, ...options });
  page = visitor.page;
}

/** Nothing that axe finds, and nothing beyond the edge. */
const look = async (state: string) => expect([state, await visitor.faults()]).toEqual([state, []]);

/** A refused form is answered with a 4xx, which the browser reports as if it were a fault of the page. */
const complaints = () => visitor.complaints.filter((complaint) => !/status of 400/.test(complaint));

const ask = async () => (await tv.ask({ scope: 'openid profile email offline_access' })).json as Record<string, string>;

async function logIn(): Promise<void> {
  await page.fill('#username', ALICE.username);
  await page.fill('#password', ALICE.password);
  await page.click('#submit');
  await page.waitForSelector('#allow');
}

describe('a person at a browser', () => {
  it.each([[1280, 'light'], [320, 'dark']] as const)('answers a device, on any page nothing to complain of (%i px, %s)', async (width, colorScheme) => {
    await open(width, colorScheme);
    const [denied, allowed, late] = [await ask(), await ask(), await ask()];
    await page.goto(`${house.publicUrl}/device`);
    await look('code');
    await page.fill('#user_code', 'bcdf ghjk');
    await page.click('#submit');
    await page.waitForSelector('#device-error');
    await look('wrong');
    await page.goto(denied.verification_uri_complete!);
    await look('filled-in');
    await page.click('#submit');
    await page.waitForSelector('#password');
    await look('login');
    await logIn();
    await look('consent');
    await page.click('#deny');
    await page.waitForSelector('#device-denied');
    await look('denied');
    await page.goto(allowed.verification_uri_complete!);
    await page.click('#submit');
    await page.click('#allow');
    await page.waitForSelector('#device-allowed');
    await look('allowed');
    expect((await tv.poll(allowed.device_code!)).json.access_token).toBeTruthy();
    expect((await tv.poll(denied.device_code!)).json.error).toBe('access_denied');
    house.clock.advance(600);
    await page.goto(late.verification_uri_complete!);
    await page.click('#submit');
    await page.waitForSelector('#device-error');
    expect(await page.textContent('#device-error')).toContain('has expired');
    await look('expired');
    expect(complaints()).toEqual([]);
  });

  it('by keyboard alone', async () => {
    await open(1280, 'light');
    const { user_code: code, device_code: deviceCode } = await ask();
    await page.goto(`${house.publicUrl}/device`);
    await page.locator('#user_code:focus').waitFor(); // autofocus comes with the first frame, which may be later than the load
    await page.keyboard.type(code!.toLowerCase());
    await page.keyboard.press('Enter');
    await page.locator('#username:focus').waitFor();
    await page.keyboard.type(ALICE.username);
    await page.keyboard.press('Tab');
    await page.keyboard.type(ALICE.password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('#allow');
    for (let presses = 0; (await page.evaluate('document.activeElement.id')) !== 'allow'; presses++) {
      expect(presses).toBeLessThan(20);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('#device-allowed');
    expect([(await tv.poll(deviceCode!)).status, complaints()]).toEqual([200, []]);
  });

  it('without JavaScript, and in German', async () => {
    await open(320, 'light', { javaScriptEnabled: false, locale: 'de-AT' });
    const { verification_uri_complete: complete, device_code: deviceCode } = await ask();
    await page.goto(complete!);
    expect(await page.textContent('h1')).toBe('Gerät verbinden');
    await page.click('#submit');
    await logIn();
    expect(await page.textContent('.device')).toContain('Es muss diesen Code anzeigen');
    await page.click('#allow');
    await page.waitForSelector('#device-allowed');
    expect((await tv.poll(deviceCode!)).status).toBe(200);
  });
});
