import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADMIN, ADMINISTERED } from '../support/administrators.js';
import { openBuiltServer, type BuiltServer } from '../support/built.server.js';
import { seedAlone, type Login } from '../support/console.seed.js';
import { Visitor } from '../support/visitor.js';

/** A build, and a real browser on whatever machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const OURS = '#/tokens?filter={"client":"web","status":["live","frozen"]}';

let server: BuiltServer;
beforeAll(async () => {
  server = await openBuiltServer(ADMINISTERED);
});
afterAll(() => server?.close());

let visitor: Visitor;
let login: Login;

const hasRows = (rows: number) => expect.poll(() => visitor.page.getByRole('row').count(), { timeout: 20_000 }).toBe(rows + 1);

describe('an operator without a mouse', () => {
  beforeAll(async () => {
    login = await seedAlone(server, 50);
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

  it('finds a token, freezes it and lifts the freeze', async () => {
    await press(visitor.button('Add filter'), 'Enter');
    for (const letter of 'Address') await visitor.page.keyboard.press(letter);
    await visitor.page.keyboard.press('Enter');
    await write(visitor.page.getByLabel('Address or network'), '127.0.0.1');
    await hasRows(1);
    await press(visitor.page.getByRole('link', { name: 'Example Web' }), 'Enter');
    await press(visitor.button('Freeze'), 'Enter');
    await write(visitor.dialog.getByLabel('Reason'), 'somebody else has it');
    await press(visitor.dialog.getByRole('button', { name: 'Freeze' }), 'Enter');
    await visitor.sees(visitor.button('Unfreeze'));
    expect((await login.refresh()).json.error).toBe('invalid_grant');
    await press(visitor.button('Unfreeze'), 'Enter');
    await write(visitor.dialog.getByLabel('Reason'), 'it was not so');
    await press(visitor.dialog.getByRole('button', { name: 'Unfreeze' }), 'Enter');
    await visitor.sees(visitor.button('Freeze'));
    expect((await login.refresh()).status).toBe(200);
  });

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

  it('revokes all that match', async () => {
    await visitor.open(OURS);
    await press(visitor.button('Revoke all that match'), 'Enter');
    await write(visitor.dialog.getByLabel('Reason'), 'they were stolen');
    await press(visitor.dialog.getByRole('button', { name: 'Revoke 49 tokens' }), 'Enter');
    await visitor.sees(visitor.dialog.getByText('Done: 49 tokens ended.'));
    await press(visitor.dialog.getByRole('button', { name: 'Close' }), 'Enter');
    await visitor.sees('No Tokens found');
  });
});

describe('an operator at a telephone of 320 px', () => {
  beforeAll(async () => {
    login = await seedAlone(server, 50);
    visitor = await Visitor.at(server, { viewport: { width: 320, height: 640 }, hasTouch: true });
    await visitor.enterConsole(ADMIN, OURS);
  });
  afterEach(() => expect(visitor.complaints).toEqual([]));
  afterAll(() => visitor?.close());

  const fits = async () => {
    expect(await visitor.faults()).toEqual([]);
    expect(await visitor.overflow()).toBe(0);
  };

  it('finds a token, freezes it and lifts the freeze', async () => {
    await visitor.button('Add filter').click();
    await visitor.page.getByRole('menuitemcheckbox', { name: 'Address or network' }).click();
    await visitor.page.getByLabel('Address or network').fill('127.0.0.1');
    await expect.poll(() => visitor.page.getByText('Example Web · alice').count(), { timeout: 20_000 }).toBe(1);
    await fits();
    await visitor.page.getByText('Example Web · alice').click();
    await visitor.sees('Issued');
    await fits();
    await visitor.button('Freeze').click();
    await fits();
    await visitor.answer('Freeze');
    await visitor.sees(visitor.button('Unfreeze'));
    expect((await login.refresh()).json.error).toBe('invalid_grant');
    await visitor.button('Unfreeze').click();
    await visitor.answer('Unfreeze');
    await visitor.sees(visitor.button('Freeze'));
  });

  it.each(['#/tokens', '#/grants'])('ticks two of %s and revokes these', async (hash) => {
    await visitor.open(`${hash}?filter={"client":"web","status":"live"}`);
    for (const row of [1, 2]) await visitor.page.getByLabel('Select alice on Example Web').nth(row).check();
    await visitor.sees('2 items selected');
    await visitor.page.evaluate('scrollTo(0, 0)'); // where the bar with the heading is seen
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

  it('revokes all that match', async () => {
    await visitor.open(OURS);
    await visitor.button('Revoke all that match').click();
    await visitor.sees(visitor.dialog.getByRole('button', { name: 'Revoke 47 tokens' }));
    await fits();
    await visitor.dialog.getByLabel('Reason').fill('they were stolen');
    await visitor.dialog.getByRole('button', { name: 'Revoke 47 tokens' }).click();
    await visitor.sees(visitor.dialog.getByText('Done: 47 tokens ended.'));
    await fits();
    await visitor.dialog.getByRole('button', { name: 'Close' }).click();
  });

  it.each(['#/revocations', '#/grants?filter={}', '#/access-tokens'])('reads %s', async (hash) => {
    await visitor.open(hash);
    await visitor.sees(/Application: web|Evergrant console/);
    await fits();
  });
});
