import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADMIN, ADMINISTERED, AUDITOR } from '../support/administrators.js';
import { openBuiltServer, type BuiltServer } from '../support/built.server.js';
import { logInAlice, multiply, type Login } from '../support/console.seed.js';
import { Visitor } from '../support/visitor.js';

/** A build, and a real browser on whatever machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const MANY = 3000;
const OURS = '#/tokens?filter={"client":"web","status":["live","frozen"]}';

let server: BuiltServer;
beforeAll(async () => {
  server = await openBuiltServer(ADMINISTERED);
});
afterAll(() => server?.close());

let visitor: Visitor;
let login: Login;
const page = () => visitor.page;
const button = (name: string | RegExp) => page().getByRole('button', { name, exact: true });
const dialog = () => page().getByRole('dialog');
const open = (hash: string) => page().goto(`${server.url}/console${hash}`);

/** Answers a dialog that asks why. */
async function answer(label: string | RegExp): Promise<void> {
  await dialog().getByLabel('Reason').fill('laptop stolen, reported by phone');
  await dialog().getByLabel('Ticket').fill('SEC-1042');
  await dialog().getByRole('button', { name: label, exact: true }).click();
  await dialog().waitFor({ state: 'hidden' });
}

async function shows(where: Locator): Promise<void> {
  await where.first().waitFor();
}

const hasRows = (rows: number) => expect.poll(() => page().getByRole('row').count(), { timeout: 20_000 }).toBe(rows + 1);

/** A login with a few thousand beside it, and somebody who looks at them. */
function withMany(visit: () => Promise<Visitor>, many: number): void {
  beforeAll(async () => {
    await server.sql('UPDATE refresh_token SET revoked_at = now() WHERE revoked_at IS NULL');
    login = await logInAlice(server);
    await multiply(server, login.id, many);
    visitor = await visit();
  });
  afterEach(() => expect(visitor.complaints).toEqual([]));
  afterAll(() => visitor?.close());
}

describe('an operator at the console', () => {
  withMany(async () => {
    const visitor = await Visitor.at(server);
    await visitor.enterConsole(ADMIN, '#/tokens');
    return visitor;
  }, MANY);

  it('finds a token by filters, which the URL keeps', async () => {
    await page().getByLabel('Client id').fill('web');
    await page().waitForURL(/client/);
    await button('Add filter').click();
    await page().getByRole('menuitemcheckbox', { name: 'Address or network' }).click();
    await page().getByLabel('Address or network').fill('127.0.0.0/24');
    await hasRows(1);
    await shows(page().getByText('1-1 of 1'));
    await shows(page().getByText('openid-client'));
    await page().reload();
    await hasRows(1);
    expect(await page().getByLabel('Address or network').inputValue()).toBe('127.0.0.0/24');
    expect(await page().getByLabel('Client id').inputValue()).toBe('web');
    expect(await visitor.faults()).toEqual([]);
  });

  it('freezes it: the client is refused, and its timeline tells', async () => {
    await page().getByRole('link', { name: 'Example Web' }).click();
    await shows(page().getByText('Issued'));
    expect(await visitor.faults()).toEqual([]);
    await button('Freeze').click();
    expect(await visitor.faults()).toEqual([]);
    await answer('Freeze');
    await shows(button('Unfreeze'));
    expect((await login.refresh()).json.error).toBe('invalid_grant');
    await button('Refresh').click();
    await shows(page().getByText('Refused: frozen'));
    expect(await visitor.faults()).toEqual([]);
    await button('Unfreeze').click();
    await answer('Unfreeze');
    await shows(button('Freeze'));
    expect((await login.refresh()).status).toBe(200);
  });

  it('reads the server’s words at the field', async () => {
    await button('Freeze').click();
    await dialog().getByLabel('Until').fill('2020-01-01T08:00');
    await dialog().getByLabel('Reason').fill('to see');
    await dialog().getByRole('button', { name: 'Freeze' }).click();
    await shows(dialog().getByText('must lie ahead'));
    expect(visitor.complaints.splice(0).join()).toContain('400');
    expect(await visitor.faults()).toEqual([]);
    await button('Cancel').click();
  });

  it('orders it to be rotated, which is offered once', async () => {
    await button('Rotate').click();
    await answer('Rotate');
    await shows(page().getByText('To be rotated'));
    expect(await button('Rotate').count()).toBe(0);
  });

  it('revokes a few that are ticked, one after the other', async () => {
    await open(OURS);
    for (const row of [1, 2, 3]) await page().getByLabel('Select alice on Example Web').nth(row - 1).check();
    await shows(page().getByText('3 items selected'));
    await page().getByRole('button', { name: 'Revoke', exact: true }).click();
    await dialog().getByLabel('Reason').fill('a few of them');
    await dialog().getByRole('button', { name: 'Revoke 3' }).click();
    await shows(dialog().getByText('3 of 3 revoked.'));
    expect(await visitor.faults()).toEqual([]);
    await dialog().getByRole('button', { name: 'Close' }).click();
    const [ended] = await server.sql<{ count: string }>('SELECT count(*) FROM refresh_token WHERE revoked_at IS NOT NULL');
    expect(ended!.count).toBe('3');
  });

  it('revokes all that match, once it has seen what that is', async () => {
    await open(OURS);
    await button('Revoke all that match').click();
    await shows(dialog().getByText('Revoke 2,998 tokens'));
    await shows(dialog().getByText('State: live, frozen'));
    expect(await visitor.faults()).toEqual([]);
    await dialog().getByLabel('Reason').fill('they were stolen');
    await dialog().getByRole('button', { name: 'Revoke 2,998 tokens' }).click();
    await shows(dialog().getByRole('progressbar', { name: 'Tokens ended' }));
    await shows(dialog().getByText('Done: 2,998 tokens ended.'));
    expect(await visitor.faults()).toEqual([]);
    await dialog().getByRole('button', { name: 'Close' }).click();
    await shows(page().getByText('No Tokens found'));
    expect((await login.refresh()).json.error).toBe('invalid_grant');
  });

  it('finds what was done among the revocations, with why', async () => {
    await open('#/revocations');
    await shows(page().getByText('they were stolen'));
    expect(await visitor.faults()).toEqual([]);
    await page().getByRole('link', { name: /Client id: web/ }).first().click();
    await shows(page().getByText('Done: 2,998 tokens ended.'));
    expect(await visitor.faults()).toEqual([]);
  });

  it.each(['#/grants', '#/access-tokens'])('reads %s', async (hash) => {
    await open(hash);
    await shows(page().getByText('Evergrant console'));
    expect(await visitor.faults()).toEqual([]);
  });

  it('leaves nothing readable behind but its preferences', async () => {
    for (const [name, value] of Object.entries(await visitor.kept())) expect(name + value).toMatch(/^RaStore\.(?!.*eyJ)/);
  });
});

describe('an operator without a mouse', () => {
  withMany(async () => {
    const visitor = await Visitor.at(server);
    await visitor.enterConsole(ADMIN, OURS);
    return visitor;
  }, 50);

  const press = async (target: Locator, keys: string) => {
    await visitor.tabTo(target);
    for (const key of keys.split(' ')) await page().keyboard.press(key);
  };
  const write = async (target: Locator, text: string) => {
    await visitor.tabTo(target);
    await page().keyboard.type(text);
  };

  it('finds a token, freezes it and lifts the freeze', async () => {
    await press(button('Add filter'), 'Enter');
    for (const letter of 'Address') await page().keyboard.press(letter);
    await page().keyboard.press('Enter');
    await write(page().getByLabel('Address or network'), '127.0.0.1');
    await hasRows(1);
    await press(page().getByRole('link', { name: 'Example Web' }), 'Enter');
    await press(button('Freeze'), 'Enter');
    await write(dialog().getByLabel('Reason'), 'somebody else has it');
    await press(dialog().getByRole('button', { name: 'Freeze' }), 'Enter');
    await shows(button('Unfreeze'));
    expect((await login.refresh()).json.error).toBe('invalid_grant');
    await press(button('Unfreeze'), 'Enter');
    await write(dialog().getByLabel('Reason'), 'it was not so');
    await press(dialog().getByRole('button', { name: 'Unfreeze' }), 'Enter');
    await shows(button('Freeze'));
    expect((await login.refresh()).status).toBe(200);
  });

  it('revokes all that match', async () => {
    await open(OURS);
    await press(button('Revoke all that match'), 'Enter');
    await write(dialog().getByLabel('Reason'), 'they were stolen');
    await press(dialog().getByRole('button', { name: 'Revoke 51 tokens' }), 'Enter');
    await shows(dialog().getByText('Done: 51 tokens ended.'));
    await press(dialog().getByRole('button', { name: 'Close' }), 'Enter');
    await shows(page().getByText('No Tokens found'));
  });
});

describe('an operator at a telephone of 320 px', () => {
  withMany(async () => {
    const visitor = await Visitor.at(server, { viewport: { width: 320, height: 640 }, hasTouch: true });
    await visitor.enterConsole(ADMIN, OURS);
    return visitor;
  }, 50);

  const fits = async () => {
    expect(await visitor.faults()).toEqual([]);
    expect(await visitor.overflow()).toBe(0);
  };

  it('finds a token, freezes it and lifts the freeze', async () => {
    await button('Add filter').click();
    await page().getByRole('menuitemcheckbox', { name: 'Address or network' }).click();
    await page().getByLabel('Address or network').fill('127.0.0.1');
    await expect.poll(() => page().getByText('Example Web · alice').count(), { timeout: 20_000 }).toBe(1);
    await fits();
    await page().getByText('Example Web · alice').click();
    await shows(page().getByText('Issued'));
    await fits();
    await button('Freeze').click();
    await fits();
    await answer('Freeze');
    await shows(button('Unfreeze'));
    expect((await login.refresh()).json.error).toBe('invalid_grant');
    await button('Unfreeze').click();
    await answer('Unfreeze');
    await shows(button('Freeze'));
  });

  it('revokes all that match', async () => {
    await open(OURS);
    await button('Revoke all that match').click();
    await shows(dialog().getByRole('button', { name: 'Revoke 51 tokens' }));
    await fits();
    await dialog().getByLabel('Reason').fill('they were stolen');
    await dialog().getByRole('button', { name: 'Revoke 51 tokens' }).click();
    await shows(dialog().getByText('Done: 51 tokens ended.'));
    await fits();
    await dialog().getByRole('button', { name: 'Close' }).click();
  });

  it.each(['#/revocations', '#/grants', '#/access-tokens'])('reads %s', async (hash) => {
    await open(hash);
    await shows(page().getByText(/Client id: web|Evergrant console/));
    await fits();
  });
});

it('offers an auditor nothing that he may not do', async () => {
  const auditor = await Visitor.at(server);
  await auditor.enterConsole(AUDITOR, '#/tokens');
  await auditor.page.getByRole('link', { name: 'Evergrant console' }).first().waitFor();
  expect(await auditor.page.getByRole('button', { name: 'Revoke' }).count()).toBe(0);
  expect(await auditor.page.getByRole('checkbox').count()).toBe(0);
  await auditor.page.getByRole('link', { name: 'Evergrant console' }).first().click();
  await auditor.page.getByText('Issued').first().waitFor();
  for (const act of ['Freeze', 'Rotate', 'Revoke']) expect(await auditor.page.getByRole('button', { name: act }).count()).toBe(0);
  expect(auditor.complaints).toEqual([]);
});
