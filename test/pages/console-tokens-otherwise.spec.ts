import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADMIN, ADMINISTERED } from '../support/administrators.js';
import { openBuiltServer, type BuiltServer } from '../support/built.server.js';
import { seedAlone } from '../support/console.seed.js';
import { Visitor } from '../support/visitor.js';

/** What journeys.spec.ts leaves out: some that are ticked. A build, and a real browser on whatever machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const OURS = '#/tokens?filter={"client":"web","status":["live","frozen"]}';

let server: BuiltServer;
beforeAll(async () => {
  server = await openBuiltServer(ADMINISTERED);
});
afterAll(() => server?.close());

let visitor: Visitor;

describe('an operator without a mouse', () => {
  beforeAll(async () => {
    await seedAlone(server, 50);
    visitor = await Visitor.at(server);
    await visitor.enterConsole(ADMIN, OURS);
  });
  afterEach(() => expect(visitor.complaints).toEqual([]));
  afterAll(() => visitor?.close());

  const press = async (target: Locator, keys: string) => {
    await visitor.tabTo(target);
    for (const key of keys.split(' ')) await visitor.page.keyboard.press(key);
  };
  const write = async (target: Locator, text: string) => {
    await visitor.tabTo(target);
    await visitor.page.keyboard.type(text);
  };

  it('chooses an application by its name, ticks two of its tokens and revokes these', async () => {
    await visitor.open('#/tokens?filter={"status":["live"]}');
    await write(visitor.page.getByLabel('Application', { exact: true }), 'example w');
    await visitor.page.getByRole('option', { name: /Example Web/ }).waitFor();
    await visitor.page.keyboard.press('Enter');
    await visitor.page.waitForURL(/web/);
    await visitor.sees('1-25 of more than 25');
    for (const row of [1, 2]) await press(visitor.page.getByLabel('Select alice on Example Web').nth(row), 'Space');
    await visitor.sees('2 items selected');
    await press(visitor.button('Revoke'), 'Enter');
    await write(visitor.dialog.getByLabel('Reason'), 'these two');
    await press(visitor.dialog.getByRole('button', { name: 'Revoke 2 tokens' }), 'Enter');
    await visitor.sees(visitor.dialog.getByText('Done: 2 tokens ended.'));
    await press(visitor.dialog.getByRole('button', { name: 'Close' }), 'Enter');
    await visitor.page.getByText('2 items selected').waitFor({ state: 'hidden' });
  });
});

describe('an operator at a telephone of 320 px', () => {
  beforeAll(async () => {
    await seedAlone(server, 50);
    visitor = await Visitor.at(server, { viewport: { width: 320, height: 640 }, hasTouch: true });
    await visitor.enterConsole(ADMIN, OURS);
  });
  afterEach(() => expect(visitor.complaints).toEqual([]));
  afterAll(() => visitor?.close());

  const fits = async () => expect(await visitor.faults()).toEqual([]);

  it.each(['#/tokens', '#/grants'])('ticks two of %s and revokes these', async (hash) => {
    await visitor.open(`${hash}?filter={"client":"web","status":"live"}`);
    for (const row of [1, 2]) await visitor.page.getByLabel('Select alice on Example Web').nth(row).check();
    await visitor.sees('2 items selected');
    await fits();
    await visitor.button('Revoke').first().click();
    await visitor.sees(visitor.dialog.getByRole('button', { name: 'Revoke 2 tokens' }));
    await fits();
    await visitor.dialog.getByLabel('Reason').fill('these two');
    await visitor.dialog.getByRole('button', { name: 'Revoke 2 tokens' }).click();
    await visitor.sees(visitor.dialog.getByText('Done: 2 tokens ended.'));
    await visitor.dialog.getByRole('button', { name: 'Close' }).click();
    await visitor.page.getByText('2 items selected').waitFor({ state: 'hidden' });
  });

  it('chooses an application by its name', async () => {
    await visitor.open('#/tokens?filter={}');
    await visitor.choose('Application', 'example w', /Example Web/, fits);
    await visitor.page.waitForURL(/web/);
    await fits();
  });
});
