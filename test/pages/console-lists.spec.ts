import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADMIN, ADMINISTERED } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { openBuiltServer, type BuiltServer } from '../support/built.server.js';
import { ALICE, WEB, type ClientRegistration } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';
import { Visitor } from '../support/visitor.js';

/** A build, and a real browser on whatever machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

let server: BuiltServer;
let visitor: Visitor;
beforeAll(async () => {
  server = await openBuiltServer(ADMINISTERED);
});
afterAll(() => server?.close());

/** The web application, as it is while this story goes on. */
const WEB_NOW = { ...WEB };

const page = () => visitor.page;
const main = () => page().getByRole('main');
const button = (name: string) => page().getByRole('button', { name, exact: true });
const link = (name: string) => main().getByRole('link', { name, exact: true });
const field = (label: string) => main().getByLabel(label, { exact: true });
const dialog = (name?: string) => page().getByRole('dialog', { name });
const open = async (hash: string) => {
  await page().goto(`${server.url}/console${hash}`);
  await main().waitFor();
};
const says = (text: string | RegExp) => main().getByText(text).first().waitFor();

/** Answers the dialog that asks why. */
async function order(label: string): Promise<void> {
  await dialog(label).getByLabel('Reason').fill('a story about pages');
  await dialog(label).getByRole('button', { name: label, exact: true }).click();
  await dialog(label).waitFor({ state: 'hidden' });
}

async function act(label: string): Promise<void> {
  await button(label).click();
  await order(label);
}

/** What is shown once, then put away. */
async function takeOnce(what: string): Promise<string> {
  const shown = dialog(`The new ${what}`);
  const value = await shown.getByRole('textbox').inputValue();
  expect(await visitor.faults()).toEqual([]);
  await shown.getByRole('button', { name: 'Copy' }).click();
  await shown.getByText('Copied').waitFor();
  expect(await page().evaluate('navigator.clipboard.readText()')).toBe(value);
  await shown.getByRole('button', { name: 'I have kept it' }).click();
  await shown.waitFor({ state: 'hidden' });
  return value;
}

const logIn = async (client: ClientRegistration = WEB) => {
  const app = new RelyingParty(server.house, client);
  const { tokens } = await app.logIn(new Browser(server.house), ALICE);
  return { app, token: tokens.refresh_token! };
};
/** What the application is told when it comes with this secret and no valid code. */
const knock = async (client: object) => (await new RelyingParty(server.house, client as ClientRegistration).call('/oidc/token', { grant_type: 'refresh_token', refresh_token: 'none' })).json.error;

describe('an admin', () => {
  beforeAll(async () => {
    visitor = await Visitor.at(server, { permissions: ['clipboard-read', 'clipboard-write'] });
    await visitor.enterConsole(ADMIN, '#/clients');
  });
  afterEach(() => expect(visitor.complaints.splice(0)).toEqual([]));
  afterAll(() => visitor?.close());

  it('is called by name', async () => {
    await page().getByRole('button', { name: ADMIN.username }).waitFor();
  });

  it('registers an application, told by the server what is wrong where, and sees its secret once', async () => {
    await says('Example Web');
    await page().getByRole('link', { name: 'Create' }).click();
    await page().waitForURL(/create/);
    await field('Client ID').fill('paged');
    await field('Client name').fill('An application with a page');
    await field('Redirect URIs').fill('https://paged.example/callback\n\nhttps://paged.example/again');
    await field('Retry window').fill('601');
    await field('Reason *').fill('a story about pages');
    await button('Register').click();
    await says('must not be greater than 600');
    expect(await field('Retry window').getAttribute('aria-invalid')).toBe('true');
    visitor.complaints.length = 0; // the browser tells of each answer of 400
    expect(await visitor.faults()).toEqual([]);
    await field('Retry window').fill('60');
    await button('Register').click();
    const secret = await takeOnce('client secret');
    await says('https://paged.example/again');
    expect(await page().content()).not.toContain(secret);
    const client = { client_id: 'paged', token_endpoint_auth_method: 'client_secret_basic' };
    expect([await knock({ ...client, client_secret: secret }), await knock({ ...client, client_secret: secret.toLowerCase() })]).toEqual(['invalid_grant', 'invalid_client']);
  });

  it('gives it another secret, with an overlap, and drops the older one', async () => {
    await open('#/clients/web/show');
    await act('New secret');
    const client_secret = await takeOnce('client secret');
    expect([await knock(WEB), await knock({ ...WEB, client_secret })]).toEqual(['invalid_grant', 'invalid_grant']);
    await says('An older one');
    await act('Drop');
    await main().getByText('An older one').waitFor({ state: 'hidden' });
    expect([await knock(WEB), await knock({ ...WEB, client_secret })]).toEqual(['invalid_client', 'invalid_grant']);
    WEB_NOW.client_secret = client_secret;
  });

  it('tries another policy before it is saved', async () => {
    const { app, token } = await logIn(WEB_NOW);
    expect((await app.refresh(token)).tokens.refresh_token ?? token).toBe(token);
    await link('Change the policy, and see first what it would do').click();
    await field('Rotation').click();
    await page().getByRole('option', { name: 'rotate' }).click();
    await button('Try it').click();
    await says('Of 1 live refresh token none would end.');
    await says('Begin to rotate');
    expect(await visitor.faults()).toEqual([]);
    await field('Max live tokens').fill('3');
    await button('Save the policy').waitFor({ state: 'hidden' });
    await button('Try it').click();
    await act('Save the policy');
    await says('rotate');
    expect((await app.refresh(token)).tokens.refresh_token).not.toBe(token);
  });

  it('finds an account by a filter that the URL keeps, disables it, and its application is refused', async () => {
    const { app, token } = await logIn(WEB_NOW);
    await open('#/accounts');
    await field('Username or ID begins with').fill('ali');
    await expect.poll(() => main().getByRole('row').count()).toBe(2);
    await page().reload();
    await expect.poll(() => main().getByRole('row').count()).toBe(2);
    await link(ALICE.username).click();
    await act('Disable');
    await says('disabled');
    await expect(app.refresh(token)).rejects.toThrow(expect.objectContaining({ error: 'invalid_grant' }));
    await act('Enable');
    await button('Disable').waitFor();
    await app.refresh(token);
  });

  it('sees where somebody is logged in, ends that, and gives a new password', async () => {
    await open(`#/accounts/${ALICE.sub}/show`);
    await link('Where they are or were logged in').click();
    await main().getByRole('row').nth(1).getByRole('link').click();
    await act('Log out this device');
    await says('ended');
    await open(`#/accounts/${ALICE.sub}/show`);
    await act('Reset password');
    const password = await takeOnce('password');
    await new RelyingParty(server.house, WEB_NOW).logIn(new Browser(server.house), { username: ALICE.username, password });
    await act('Log out everywhere');
  });

  it('makes an account and a resource, and changes them', async () => {
    await open('#/accounts/create');
    await field('Username').fill('hedy');
    await field('Email').fill('not an address');
    await field('Reason *').fill('a story about pages');
    await button('Make').click();
    await says('must be an email');
    visitor.complaints.length = 0;
    await field('Email').fill('hedy@example.com');
    await button('Make').click();
    await takeOnce('password');
    await page().getByRole('link', { name: 'Edit' }).click();
    await field('Locality').fill('Vienna');
    await field('Email').fill('');
    await field('Reason *').fill('a story about pages');
    await button('Save').click();
    await says('Vienna');
    expect(await main().getByText('hedy@example.com').count()).toBe(0);
    await open('#/resources/create');
    await field('Identifier').fill('https://paged.example/v1/');
    await field('Scopes').fill('pages:read\npages:write');
    await field('Reason *').fill('a story about pages');
    await button('Register').click();
    await says('pages:read pages:write');
    await act('Delete');
    await main().getByText('https://paged.example/v1/').waitFor({ state: 'hidden' });
  });

  it('is told what is wrong with a filter', async () => {
    await open('#/sessions?filter={"network":"nowhere"}');
    await page().getByText('network must be an address or a network, such as 192.0.2.0/24').first().waitFor();
    visitor.complaints.length = 0; // the browser tells of the answer of 400
  });

  it('disables and erases an account by keyboard alone', async () => {
    await open('#/accounts?filter={}');
    const press = async (target: Locator) => {
      await visitor.tabTo(target);
      await page().keyboard.press('Enter');
    };
    const why = async (label: string) => {
      await press(button(label));
      await visitor.tabTo(dialog(label).getByLabel('Reason'));
      await page().keyboard.type('a story about pages');
      await press(dialog(label).getByRole('button', { name: label, exact: true }));
      await dialog(label).waitFor({ state: 'hidden' });
    };
    await press(link('hedy'));
    await why('Disable');
    await button('Enable').waitFor();
    await why('Erase');
    await says('deleted');
  });

  it('rotates the signing key and retires the one that is to follow', async () => {
    await open('#/keys');
    await act('Rotate');
    await says('published');
    await main().getByRole('row', { name: 'published' }).getByRole('button', { name: 'Retire' }).click();
    await order('Retire');
    await expect.poll(() => main().getByRole('row', { name: 'published' }).count()).toBe(0);
  });
});
