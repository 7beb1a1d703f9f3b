import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADMIN, ADMINISTERED, AUDITOR } from '../support/administrators.js';
import { openBuiltServer, type BuiltServer } from '../support/built.server.js';
import { seedAlone, type Login } from '../support/console.seed.js';
import { ALICE } from '../support/data.js';
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

const hasRows = (rows: number) => expect.poll(() => visitor.page.getByRole('row').count(), { timeout: 20_000 }).toBe(rows + 1);

describe('an operator at the console', () => {
  beforeAll(async () => {
    login = await seedAlone(server, MANY);
    visitor = await Visitor.at(server);
    await visitor.enterConsole(ADMIN, '#/tokens');
  });
  afterEach(() => expect(visitor.complaints).toEqual([]));
  afterAll(() => visitor?.close());

  it('finds a token by filters, which the URL keeps', async () => {
    await visitor.choose('Application', 'example w', /Example Web/);
    await visitor.page.waitForURL(/client/);
    expect(decodeURIComponent(visitor.page.url())).toContain('"client":"web"');
    await visitor.button('Add filter').click();
    await visitor.page.getByRole('menuitemcheckbox', { name: 'Address or network' }).click();
    await visitor.page.getByLabel('Address or network').fill('127.0.0.0/24');
    await hasRows(1);
    await visitor.sees('1-1 of 1');
    await visitor.sees('openid-client');
    await visitor.page.reload();
    await hasRows(1);
    expect(await visitor.page.getByLabel('Address or network').inputValue()).toBe('127.0.0.0/24');
    await expect.poll(() => visitor.page.getByLabel('Application', { exact: true }).inputValue()).toBe('Example Web');
    expect(await visitor.faults()).toEqual([]);
  });

  it('freezes it: the client is refused, and its timeline tells', async () => {
    await visitor.page.getByRole('link', { name: 'Example Web' }).click();
    await visitor.sees('Issued');
    expect(await visitor.faults()).toEqual([]);
    await visitor.button('Freeze').click();
    expect(await visitor.faults()).toEqual([]);
    await visitor.answer('Freeze');
    await visitor.sees(visitor.button('Unfreeze'));
    expect((await login.refresh()).json.error).toBe('invalid_grant');
    await visitor.button('Refresh').click();
    await visitor.sees('Refused: frozen');
    expect(await visitor.faults()).toEqual([]);
    await visitor.button('Unfreeze').click();
    await visitor.answer('Unfreeze');
    await visitor.sees(visitor.button('Freeze'));
    expect((await login.refresh()).status).toBe(200);
  });

  it('reads the server’s words at the field', async () => {
    await visitor.button('Freeze').click();
    await visitor.dialog.getByLabel('Until').fill('2020-01-01T08:00');
    await visitor.dialog.getByLabel('Reason').fill('to see');
    await visitor.dialog.getByRole('button', { name: 'Freeze' }).click();
    await visitor.sees(visitor.dialog.getByText('must lie ahead'));
    expect(visitor.complaints.splice(0).join()).toContain('400');
    expect(await visitor.faults()).toEqual([]);
    await visitor.button('Cancel').click();
  });

  it('orders it to be rotated, which is offered once', async () => {
    await visitor.button('Rotate').click();
    await visitor.answer('Rotate');
    await visitor.sees('To be rotated');
    expect(await visitor.button('Rotate').count()).toBe(0);
  });

  it('finds whose they are by the beginning of a name or by an email, and takes an id as it is', async () => {
    const account = visitor.page.getByLabel('Account', { exact: true });
    await visitor.open('#/tokens?filter={}');
    await visitor.choose('Account', ALICE.email as string, /alice/);
    await visitor.page.waitForURL(new RegExp(ALICE.sub));
    await expect.poll(() => account.inputValue()).toBe('alice');
    await account.fill('nobody-with-this-sub');
    await account.press('Enter');
    await visitor.page.waitForURL(/nobody-with-this-sub/);
    await visitor.sees('No Tokens found');
    expect(await visitor.faults()).toEqual([]);
  });

  it('revokes a few that are ticked: sees these, one of which has gone meanwhile, and how far it is', async () => {
    await visitor.open(OURS);
    for (const row of [1, 2, 3]) await visitor.page.getByLabel('Select alice on Example Web').nth(row - 1).check();
    await visitor.sees('3 items selected');
    expect(await visitor.faults()).toEqual([]);
    const [first] = await server.sql<{ id: string }>('SELECT grant_id AS id FROM refresh_token JOIN "grant" USING (grant_id) WHERE client_id = $1 ORDER BY issued_at DESC LIMIT 1', ['web']);
    await server.sql('UPDATE refresh_token SET revoked_at = now() WHERE grant_id = $1', [first!.id]);
    await visitor.button('Revoke').click();
    await visitor.sees(visitor.dialog.getByText('1 of the 3 ticked is over already.'));
    expect(await visitor.dialog.getByRole('table').getByRole('row').count()).toBe(4);
    expect(await visitor.faults()).toEqual([]);
    await visitor.dialog.getByLabel('Reason').fill('a few of them');
    await visitor.dialog.getByRole('button', { name: 'Revoke 2 tokens' }).click();
    await visitor.sees(visitor.dialog.getByText('Done: 2 tokens ended.'));
    expect(await visitor.faults()).toEqual([]);
    await visitor.dialog.getByRole('button', { name: 'Close' }).click();
    await visitor.page.getByText('3 items selected').waitFor({ state: 'hidden' });
    const [ended] = await server.sql<{ count: string }>('SELECT count(*) FROM refresh_token WHERE revoked_at IS NOT NULL');
    expect(ended!.count).toBe('3');
  });

  it('revokes grants that are ticked in the same way', async () => {
    await visitor.open('#/grants?filter={"client":"web","status":"live"}');
    for (const row of [1, 2]) await visitor.page.getByLabel('Select alice on Example Web').nth(row).check();
    await visitor.button('Revoke').first().click();
    await visitor.dialog.getByLabel('Reason').fill('two of them');
    await visitor.dialog.getByRole('button', { name: 'Revoke 2 tokens' }).click();
    await visitor.sees(visitor.dialog.getByText('Done: 2 tokens ended.'));
    await visitor.dialog.getByRole('button', { name: 'Close' }).click();
    await visitor.page.getByText('2 items selected').waitFor({ state: 'hidden' });
    expect(await visitor.faults()).toEqual([]);
  });

  it('revokes all that match, once it has seen what that is', async () => {
    await visitor.open(OURS);
    await visitor.button('Revoke all that match').click();
    await visitor.sees(visitor.dialog.getByText('Revoke 2,996 tokens'));
    await visitor.sees(visitor.dialog.getByText('State: live, frozen'));
    expect(await visitor.faults()).toEqual([]);
    await visitor.dialog.getByLabel('Reason').fill('they were stolen');
    await visitor.dialog.getByRole('button', { name: 'Revoke 2,996 tokens' }).click();
    await visitor.sees(visitor.dialog.getByRole('progressbar', { name: 'Tokens ended' }));
    await visitor.sees(visitor.dialog.getByText('Done: 2,996 tokens ended.'));
    expect(await visitor.faults()).toEqual([]);
    await visitor.dialog.getByRole('button', { name: 'Close' }).click();
    await visitor.sees('No Tokens found');
    expect((await login.refresh()).json.error).toBe('invalid_grant');
  });

  it('finds what was done among the revocations, with why', async () => {
    await visitor.open('#/revocations');
    await visitor.sees('they were stolen');
    expect(await visitor.faults()).toEqual([]);
    await visitor.page.getByRole('link', { name: /Application: web/ }).first().click();
    await visitor.sees('Done: 2,996 tokens ended.');
    expect(await visitor.faults()).toEqual([]);
  });

  it.each(['#/grants?filter={}', '#/access-tokens'])('reads %s', async (hash) => {
    await visitor.open(hash);
    await visitor.sees('Evergrant console');
    expect(await visitor.faults()).toEqual([]);
  });

  it('leaves nothing readable behind but its preferences', async () => {
    for (const [name, value] of Object.entries(await visitor.kept())) expect(name + value).toMatch(/^RaStore\.(?!.*eyJ)/);
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
