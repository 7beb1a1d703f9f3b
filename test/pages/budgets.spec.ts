import { gzipSync } from 'node:zlib';
import type { Locator, Page, Response } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ADMIN, ADMINISTERED } from '../support/administrators.js';
import { openBuiltServer, type BuiltServer } from '../support/built.server.js';
import { seedTokens } from '../support/console.seed.js';
import { ALICE, OTHER } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';
import { Visitor } from '../support/visitor.js';

/** A build, and a real browser on whatever machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

/** The most that a page may cost who has nothing of it yet: kB (1000 bytes) of all that it asks for, in gzip, and how many requests that is. As the README states it. */
const BUDGETS = {
  login: { kB: 6, requests: 2 },
  consent: { kB: 5, requests: 2 },
  account: { kB: 10, requests: 2 },
  'console, overview': { kB: 280, requests: 40 },
  'console, tokens': { kB: 400, requests: 65 },
};

/** What the page’s own eyes saw: how much its content jumped without being asked to, and when its largest part was there. */
const WATCH = `window.seen = { shift: 0, largest: 0 };
new PerformanceObserver((list) => list.getEntries().forEach((entry) => entry.hadRecentInput || (seen.shift += entry.value))).observe({ type: 'layout-shift', buffered: true });
new PerformanceObserver((list) => list.getEntries().forEach((entry) => (seen.largest = entry.startTime))).observe({ type: 'largest-contentful-paint', buffered: true });`;

let server: BuiltServer;
let alice: Visitor;
let admin: Visitor;
beforeAll(async () => {
  server = await openBuiltServer(ADMINISTERED);
  await seedTokens(server, 100);
  [alice, admin] = [await Visitor.at(server), await Visitor.at(server)];
  for (const { context } of [alice, admin]) await context.addInitScript(WATCH);
  await admin.enterConsole(ADMIN);
});
afterAll(async () => {
  await alice?.close();
  await admin?.close();
  await server?.close();
});

const sizeOf = async (response: Response) => (response.status() >= 300 ? 0 : gzipSync(await response.body(), { level: 9 }).length);

/** Opens a page with an empty cache, and holds it to its budget. */
async function costs(name: keyof typeof BUDGETS, { page, context, complaints }: Visitor, open: (page: Page) => Promise<unknown>, largest: Locator): Promise<void> {
  const devTools = await context.newCDPSession(page);
  await devTools.send('Network.clearBrowserCache');
  await page.goto('about:blank');
  const responses: Response[] = [];
  const note = (response: Response) => responses.push(response);
  page.on('response', note);
  await open(page);
  await largest.first().waitFor();
  await page.waitForLoadState('networkidle');
  const seen = await page.evaluate<{ shift: number; largest: number }>('new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(() => tell(seen))))');
  page.off('response', note);
  const kB = (await Promise.all(responses.map(sizeOf))).reduce((sum, size) => sum + size, 0) / 1000;
  console.log(`${name}: ${kB.toFixed(1)} kB, ${responses.length} requests, shift ${seen.shift.toFixed(4)}, largest paint after ${Math.round(seen.largest)} ms`);
  const strangers = responses.map((response) => response.url()).filter((url) => !url.startsWith(`${server.url}/`));
  expect([strangers, complaints]).toEqual([[], []]);
  expect(kB).toBeLessThanOrEqual(BUDGETS[name].kB);
  expect(responses.length).toBeLessThanOrEqual(BUDGETS[name].requests);
  expect(seen.shift).toBeLessThanOrEqual(0.01);
}

/** Of the document alone: what sent it there is counted, too, but is nothing. */
const go = (url: string) => (page: Page) => page.goto(url);

it('the login page, the consent page and the account page are one document each', async () => {
  const { page } = alice;
  const { url } = await new RelyingParty(server.house, OTHER).authorizationUrl({ scope: 'openid profile offline_access' });
  await page.goto(url.href);
  await costs('login', alice, go(page.url()), page.locator('#submit'));
  await page.fill('#username', ALICE.username);
  await page.fill('#password', ALICE.password);
  await page.click('#submit');
  await page.locator('#allow').waitFor();
  await costs('consent', alice, go(page.url()), page.locator('#allow'));
  await costs('account', alice, go(`${server.url}/account`), page.locator('#sign-out'));
});

it.each([
  ['console, overview', '', (page: Page) => page.getByRole('heading', { name: 'Housekeeping' })],
  ['console, tokens', '#/tokens', (page: Page) => page.getByRole('row').nth(20)],
] as const)('%s', async (name, hash, largest) => {
  await costs(name, admin, go(`${server.url}/console${hash}`), largest(admin.page));
});
