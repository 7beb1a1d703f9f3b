import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADMIN, ADMINISTERED, AUDITOR, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { openBuiltServer, type BuiltServer } from '../support/built.server.js';
import { ALICE, API, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';
import { Visitor } from '../support/visitor.js';

/** A build, and a real browser on whatever machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

let server: BuiltServer;
let visitor: Visitor;
beforeAll(async () => {
  server = await openBuiltServer(ADMINISTERED);
  await new RelyingParty(server.house, WEB).logIn(new Browser(server.house), ALICE);
});
afterAll(() => server?.close());

const page = () => visitor.page;
const main = () => page().getByRole('main');
const open = async (hash: string) => {
  await page().goto(`${server.url}/console${hash}`);
  await main().waitFor();
};

function visitedBy(who: typeof ADMIN, hash: string, options = {}): void {
  beforeAll(async () => {
    visitor = await Visitor.at(server, options);
    await visitor.enterConsole(who, hash);
  });
  afterEach(() => expect(visitor.complaints.splice(0)).toEqual([]));
  afterAll(() => visitor?.close());
}

const PAGES = ['#/accounts', `#/accounts/${ALICE.sub}/show`, '#/sessions', '#/clients', '#/clients/web/show', '#/resources', `#/resources/${encodeURIComponent(API.identifier)}/show`, '#/keys'];
const FORMS = [`#/accounts/${ALICE.sub}`, '#/accounts/create', '#/clients/web', '#/clients/create', '#/clients/web/policy', `#/resources/${encodeURIComponent(API.identifier)}`, '#/resources/create'];
const WRITES = /^(Create|Edit|Enable|Disable|Delete|Erase|Drop|New secret|Reset password|Log out.*|Rotate|Retire)$/;

describe('an auditor', () => {
  visitedBy(AUDITOR, '#/clients');

  it.each(PAGES)('reads %s, and is offered no write', async (hash) => {
    await open(hash);
    await main().locator('table, section').first().waitFor();
    const names = await page().locator('main button, main a').evaluateAll((all: { textContent: string }[]) => all.map((one) => one.textContent));
    expect(names.filter((name) => WRITES.test(name.trim()))).toEqual([]);
  });

  it('comes to no form', async () => {
    await open('#/clients/create');
    await page().waitForURL(/access-denied/);
  });
});

describe('support', () => {
  visitedBy(SUPPORT, '#/accounts');

  it('reads accounts and logs people out, and changes nothing else', async () => {
    await main().getByRole('link', { name: ALICE.username }).click();
    await page().getByRole('button', { name: 'Log out everywhere' }).waitFor();
    expect(await page().getByRole('button', { name: 'Disable' }).count()).toBe(0);
    expect(await page().getByRole('menuitem', { name: /Clients|Keys|Resources/ }).count()).toBe(0);
  });
});

describe('support, who may not read applications', () => {
  visitedBy(SUPPORT, '#/tokens');

  it('filters them by id, and people by name', async () => {
    await main().getByLabel('Application (id)').fill('web');
    await page().waitForURL(/web/);
    await visitor.choose('Account', 'ali', /alice/);
    await page().waitForURL(new RegExp(ALICE.sub));
    await main().getByRole('link', { name: 'Example Web' }).waitFor();
    expect(await visitor.faults()).toEqual([]);
  });
});

describe.each([
  ['a wide screen', { width: 1280, height: 900 }],
  ['a phone', { width: 320, height: 640 }],
])('on %s', (_, viewport) => {
  visitedBy(ADMIN, '#/clients', { viewport });

  it.each([...PAGES, ...FORMS])('%s has no fault, and is not scrolled sideways', async (hash) => {
    await open(hash);
    await main().locator('table, section, li').first().waitFor();
    expect(await visitor.faults()).toEqual([]);
  });
});
