import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { ADMIN } from '../support/administrators.js';
import { openBuiltServer, type BuiltServer } from '../support/built.server.js';
import { ALICE, OTHER } from '../support/data.js';
import { LIVED_IN, seedPictures, type Shown } from '../support/pictures.seed.js';
import { RelyingParty } from '../support/relying-party.js';
import { Visitor } from '../support/visitor.js';

const FOLDER = resolve(import.meta.dirname, '../../screenshots');

type Take = (page: Page) => Promise<unknown>;
/** A page: its name, its address with what it is about in colons, and what is done there before. */
type Picture = [name: string, address: string, before?: Take];

const press = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name, exact: true }).first().click();
const shows = (text: string | RegExp) => (page: Page) => page.getByText(text).first().waitFor();

/** Creates a client, and stops where its secret is shown. */
async function registerClient(page: Page): Promise<void> {
  await page.getByLabel('Client name', { exact: true }).fill('The shop');
  await page.getByLabel('Redirect URIs', { exact: true }).fill('https://shop.example/callback');
  await page.getByRole('textbox', { name: 'Reason' }).fill('the new shop');
  await page.getByRole('button', { name: 'Register' }).click();
  await page.getByRole('dialog').waitFor();
}

const CONSOLE: Picture[] = [
  ['overview', '#/', shows('Housekeeping')],
  ['overview-month', '#/', press('Month')],
  ['tokens', '#/tokens'],
  ['tokens-filtered', '#/tokens?filter={"status":["live"],"client":"web"}'],
  ['token', '#/tokens/:token/show'],
  ['token-freeze', '#/tokens/:token/show', press('Freeze')],
  ['tokens-revoke', '#/tokens?filter={"client":"web"}', press('Revoke all that match')],
  ['revocations', '#/revocations'],
  ['revocation-planned', '#/revocations/:planned/show'],
  ['revocation-done', '#/revocations/:running/show', shows(/^Done/)],
  ['grants', '#/grants'],
  ['grant', '#/grants/:grant/show'],
  ['access-tokens', '#/access-tokens'],
  ['accounts', '#/accounts'],
  ['account', `#/accounts/${ALICE.sub}/show`],
  ['account-form', `#/accounts/${ALICE.sub}`],
  ['account-create', '#/accounts/create'],
  ['account-erased', '#/accounts/:erased/show'],
  ['sessions', '#/sessions'],
  ['session', '#/sessions/:session/show'],
  ['clients', '#/clients'],
  ['client', '#/clients/web/show'],
  ['client-form', '#/clients/web'],
  ['client-create', '#/clients/create'],
  ['client-secret', '#/clients/create', registerClient],
  ['client-policy', '#/clients/web/policy'],
  ['resources', '#/resources'],
  ['resource', '#/resources/https%3A%2F%2Fapi.example%2F/show'],
  ['resource-form', '#/resources/https%3A%2F%2Fapi.example%2F'],
  ['keys', '#/keys'],
  ['key-rotate', '#/keys', press('Rotate')],
  ['explain', '#/explain'],
  ['explain-request', '#/explain?id=:request', shows(/it was refused with/)],
  ['explain-token', '#/explain?id=:token'],
  ['ledger', '#/audit/refreshes'],
  ['ledger-events', '#/audit/events'],
  ['ledger-live', '#/audit/live'],
  ['ledger-seals', '#/audit/seals'],
  ['ledger-export', '#/audit/refreshes', press('Export')],
  ['hygiene', '#/hygiene'],
  ['denied', '#/access-denied'],
  ['no-page', '#/nowhere'],
];

const ACCOUNT: Picture[] = [
  ['account-home', '/account'],
  ['account-home-open', '/account', (page) => page.evaluate(`document.querySelectorAll('details').forEach((details) => (details.open = true))`)],
  ['account-password', '/account/password'],
  ['account-passkeys', '/account/passkeys'],
  ['account-activity', '/account/activity'],
  ['logout', '/oidc/session/end'],
  ['error', '/oidc/auth?client_id=nobody'],
];

/** The console keeps asking while a page is open, so quiet is when nothing is loading any more. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.locator('[role=progressbar]:not([aria-valuenow])').waitFor({ state: 'detached' });
}

let server: BuiltServer;
let shown: Shown;
beforeAll(async () => {
  server = await openBuiltServer(LIVED_IN, { BRAND_NAME: 'Example & Co' });
  shown = await seedPictures(server);
});
afterAll(() => server?.close());

const addressOf = (address: string) => address.replace(/:(token|grant|session|running|planned|erased|request)\b/, (_, name: keyof Shown) => shown[name]);

async function take(visitor: Visitor, name: string, size: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await visitor.page.emulateMedia({ colorScheme });
    await visitor.rest();
    await visitor.page.screenshot({ path: join(FOLDER, `${name}-${size}-${colorScheme}.png`), animations: 'disabled' });
  }
}

async function logIn({ page }: Visitor): Promise<void> {
  await page.fill('#username', ALICE.username);
  await page.fill('#password', ALICE.password);
  await page.click('#submit');
}

describe.each([
  ['wide', { width: 1280, height: 860 }],
  ['narrow', { width: 320, height: 640 }],
])('%s', (size, viewport) => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await Visitor.at(server, { viewport });
    await visitor.enterConsole(ADMIN);
  });
  afterAll(() => visitor?.close());

  test.each(CONSOLE)('console: %s', async (name, hash, before) => {
    await visitor.page.goto('about:blank');
    await visitor.page.goto(`${server.url}/console${addressOf(hash)}`);
    await settle(visitor.page);
    await before?.(visitor.page);
    await settle(visitor.page);
    await take(visitor, name, size);
  });
});

describe.each([
  ['wide', { width: 1280, height: 860 }, 'en'],
  ['narrow', { width: 320, height: 640 }, 'en'],
  ['wide-de', { width: 1280, height: 860 }, 'de'],
])('%s', (size, viewport, locale) => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await Visitor.at(server, { viewport, locale });
  });
  afterAll(() => visitor?.close());

  test('login, and a consent', async () => {
    const { page } = visitor;
    await page.goto(`${server.url}/account`);
    await take(visitor, 'login', size);
    await page.goto((await new RelyingParty(server.house, OTHER).authorizationUrl({ scope: 'openid profile offline_access orders:read', resource: 'https://api.example/' })).url.href);
    await page.fill('#username', 'alice');
    await page.fill('#password', 'not this');
    await page.click('#submit');
    await take(visitor, 'login-error', size);
    await logIn(visitor);
    await page.locator('#scopes').waitFor();
    await take(visitor, 'consent', size);
  });

  test.each(ACCOUNT)('%s', async (name, path, before) => {
    await visitor.page.goto(`${server.url}${path}`);
    await before?.(visitor.page);
    await take(visitor, name, size);
  });

  test('signed out', async () => {
    await visitor.page.goto(`${server.url}/oidc/session/end`);
    await visitor.page.click('#logout-confirm');
    await take(visitor, 'signed-out', size);
  });
});
