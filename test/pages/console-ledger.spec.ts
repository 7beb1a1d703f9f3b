import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADMIN, ADMINISTERED, AUDITOR, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { openBuiltServer, type BuiltServer } from '../support/built.server.js';
import { ALICE, OTHER, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';
import { Visitor } from '../support/visitor.js';
import type { Answer } from '../support/wire.js';

/** A build, and a real browser on whatever machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

/** Milliseconds: what is counted is written after ten seconds, and looked at five seconds later. */
const COUNTED = 30_000;

let server: BuiltServer;
let visitor: Visitor;
let narrow: Visitor;
let token: string;
let refused: Answer;

const page = () => visitor.page;
const main = () => page().getByRole('main');
const button = (name: string) => page().getByRole('button', { name, exact: true });
const open = (hash: string) => page().goto(`${server.url}/console${hash}`);
const rows = () => main().getByRole('row').count();
const party = (client = WEB) => new RelyingParty(server.house, client);
const refresh = (refreshToken = token, client = WEB) => party(client).call('/oidc/token', { grant_type: 'refresh_token', refresh_token: refreshToken });

beforeAll(async () => {
  server = await openBuiltServer(ADMINISTERED);
  token = (await party().logIn(new Browser(server.house), ALICE)).answer.json.refresh_token;
  await refresh();
  refused = await refresh(token, OTHER);
  visitor = await Visitor.at(server, { acceptDownloads: true });
  await visitor.context.addInitScript('delete window.showSaveFilePicker'); // nobody chooses a file here
  await visitor.enterConsole(ADMIN);
  narrow = await Visitor.at(server, { viewport: { width: 320, height: 800 } });
  await narrow.enterConsole(ADMIN);
});
afterAll(async () => {
  await visitor?.close();
  await narrow?.close();
  await server?.close();
});
afterEach(() => expect([...visitor.complaints, ...narrow.complaints].filter((complaint) => !/status of 40[04]/.test(complaint))).toEqual([])); // the browser's own words of a refusal

/** For axe, in light and dark, wide and at 320 pixels; once the page has come to what is looked at. */
async function isSound(hash: string, reach: (page: Page) => Promise<unknown>): Promise<void> {
  for (const one of [visitor, narrow]) {
    await one.page.goto(`${server.url}/console${hash}`);
    await reach(one.page);
    expect(await one.faults()).toEqual([]);
  }
}

const text = (wanted: string | RegExp) => (seen: Page) => seen.getByRole('main').getByText(wanted).first().waitFor();

describe('the overview', () => {
  const chart = () => main().getByRole('img', { name: /^Refreshes, / });
  const reused = async () => Number(/(\d+) reused/.exec((await chart().getAttribute('aria-label'))!)![1]);

  it('changes after a refresh, without being asked to', async () => {
    await open('#/');
    await chart().waitFor();
    await expect.poll(reused, { timeout: COUNTED }).toBe(1);
    await Promise.all(Array.from({ length: 4 }, () => refresh()));
    await expect.poll(reused, { timeout: COUNTED }).toBe(5);
    await main().getByText('As a table').click();
    expect(await main().getByRole('region', { name: 'Refreshes as a table' }).getByRole('row').last().innerText()).toMatch(/\d/);
    await main().getByRole('button', { name: 'Month' }).click();
    await expect.poll(reused).toBe(5);
  });

  it('leads from each number to what it counts', async () => {
    await main().getByRole('link', { name: 'Live tokens: 3' }).click(); // two consoles' own among them
    await expect.poll(rows).toBe(4);
    expect(decodeURIComponent(page().url())).toContain('filter={"status":["live"]}');
    await open('#/');
    await main().getByRole('link', { name: 'client mismatch' }).click();
    await expect.poll(rows).toBe(2);
    expect(await main().getByRole('row').last().innerText()).toContain('client mismatch');
  });

  it('tells of keys, the database and housekeeping, and is sound', async () => {
    await open('#/');
    for (const part of ['Refreshes', 'To look at', 'Refusals by reason', 'Clients by live tokens', 'Signing keys', 'Database', 'Housekeeping']) {
      await main().getByRole('heading', { name: part, exact: true }).waitFor();
    }
    await isSound('#/', (seen) => seen.getByRole('main').getByRole('img', { name: /^Refreshes, / }).waitFor());
  });
});

describe('the explanation', () => {
  it('of a request id says why it was refused, and may be kept as a link', async () => {
    await open('#/explain');
    await main().getByLabel('Token, token id').fill(refused.headers.get('x-request-id')!);
    await page().keyboard.press('Enter');
    await main().getByText(/it was refused with/).first().waitFor();
    expect(page().url()).toContain(`#/explain?id=${refused.headers.get('x-request-id')}`);
    await page().reload();
    await main().getByText(/another application presented it/).first().waitFor();
    await isSound(`#/explain?id=${refused.headers.get('x-request-id')}`, text(/it was refused with/));
  });

  it('of a token says how it stands, and the token is in no address, nor anywhere else that lasts', async () => {
    const asked: string[] = [];
    page().on('request', (request) => asked.push(request.url()));
    await open('#/explain');
    await main().getByLabel('Token, token id').fill(token);
    await button('Explain').click();
    await main().getByText('Nothing needs to be done.').waitFor();
    await main().getByText(/is a refresh token that Example Web/).waitFor();
    expect([page().url(), ...asked].filter((url) => url.includes(token))).toEqual([]);
    expect(asked.some((url) => url.endsWith('/admin/v1/explain'))).toBe(true);
    expect(JSON.stringify(await visitor.kept())).not.toContain(token);
  });

  it('of what we never issued says so', async () => {
    await main().getByLabel('Token, token id').fill('8e03978e-40d5-43dd-bc93-6894a57f9324');
    await button('Explain').click();
    await main().getByText(/We never issued anything with this id/).waitFor();
  });
});

it('a token that may be stolen is to be looked at; its timeline and its explanation say why', async () => {
  const reason = 'At 2026-11-24T10:00:00Z the token was used from 203.0.113.0/24, a network and an agent never seen with it.';
  await server.sql(
    `INSERT INTO admin_event (at, id, actor_sub, actor_client_id, request_id, action, target_kind, target_id, new, reason)
     SELECT now(), gen_random_uuid(), 'evergrant', 'evergrant', 'the-request', 'token.suspect', 'token', grant_id::text, '{"score":60,"signals":["stranger_beside_usual"]}', $1 FROM "grant" WHERE client_id = 'web'`,
    [reason],
  );
  await isSound('#/', text('may be in two hands'));
  await open('#/');
  await main().getByText(reason).waitFor();
  await main().getByRole('link', { name: 'alice on Example Web' }).click();
  await main().getByText('Suspected of being in two hands').waitFor();
  await main().getByText('by evergrant').waitFor();
  const hash = new URL(page().url()).hash.split('?')[0]!;
  await isSound(hash, text('Suspected of being in two hands'));
  await isSound(`#/explain?id=${hash.split('/')[2]}`, text(/But it may be in two hands/));
});

describe('the ledger', () => {
  it('is searched, and the search stands in the URL', async () => {
    await open('#/audit/refreshes');
    await visitor.choose('Application', 'other', /other/);
    await expect.poll(rows).toBe(2);
    await expect.poll(() => decodeURIComponent(page().url())).toContain('"client":"other"');
    await page().reload();
    await expect.poll(rows).toBe(2);
    await main().getByRole('link', { name: 'Explain' }).click();
    await main().getByText(/it was refused with/).first().waitFor();
    await isSound('#/audit/refreshes?filter={}', text('reused'));
  });

  it.each([['NDJSON, for programs', 'refreshes.ndjson'], ['CSV, for spreadsheets', 'refreshes.csv']])('is exported as %s, and says how much it was', async (format, name) => {
    await open(`#/audit/refreshes?filter=${encodeURIComponent('{"client":"web"}')}`);
    await expect.poll(rows).toBe(6);
    await button('Export').click();
    await page().getByLabel(format).check();
    const download = page().waitForEvent('download');
    await page().getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
    const file = await download;
    await page().getByRole('dialog').getByText(/^Done: 5 rows, /).waitFor();
    const lines = readFileSync(await file.path(), 'utf8').trimEnd().split('\n');
    expect([file.suggestedFilename(), lines.length]).toEqual([name, name.endsWith('csv') ? 6 : 5]);
    expect(await visitor.faults()).toEqual([]);
    await button('Close').click();
  });

  it('holds the acts, with what they changed', async () => {
    const { grant_id: id } = (await server.sql<{ grant_id: string }>("SELECT grant_id FROM \"grant\" WHERE client_id = 'web'"))[0]!;
    await open(`#/tokens/${id}/show`);
    await button('Freeze').click();
    await page().getByRole('dialog').getByLabel('Reason').fill('a call from Alice');
    await page().getByRole('dialog').getByRole('button', { name: 'Freeze', exact: true }).click();
    await page().getByRole('dialog').waitFor({ state: 'hidden' });
    await open('#/audit/events');
    await main().getByText('a call from Alice').waitFor();
    await main().getByText(/^\d changes$/).first().click();
    await main().getByText(/^frozenReason: – → /).waitFor();
    await isSound('#/audit/events', text(/a call from Alice/));
  });

  it('knows what was live at a moment', async () => {
    await open('#/audit/live');
    const at = new Date(Date.now() + 60_000 - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
    await main().getByLabel('Moment, in your time').fill(at);
    await main().getByLabel('Client id').fill('web');
    await button('Look').click();
    await main().getByText('must not lie ahead').waitFor();
    await open(`#/audit/live?at=${new Date().toISOString()}&client=console-of-nobody`);
    await main().getByText('None was live then.').waitFor();
    await open(`#/audit/live?at=${new Date().toISOString()}&account=${ADMIN.sub}`);
    await main().getByRole('link', { name: 'Evergrant console' }).first().waitFor();
    await isSound(`#/audit/live?at=${new Date().toISOString()}&account=${ADMIN.sub}`, text('Evergrant console'));
  });

  it('is verified against its seals', async () => {
    await open('#/audit/seals');
    await button('Verify the ledgers').click();
    await main().getByText(/^All of it: /).waitFor();
    await isSound('#/audit/seals', async (seen) => {
      await seen.getByRole('button', { name: 'Verify the ledgers' }).click();
      await text(/^All of it: /)(seen);
    });
  });
});

describe('hygiene', () => {
  it('leads from a line to its tokens, with the filter', async () => {
    await isSound('#/hygiene', text('In order'));
    await server.sql(`UPDATE account SET disabled_at = now() WHERE username = 'alice'`);
    await page().reload();
    await main().getByRole('link', { name: 'Look and revoke: Tokens of accounts that are over' }).click();
    await expect.poll(rows).toBe(2);
    expect(decodeURIComponent(page().url())).toContain('"orphaned_by":["account"]');
    await button('Revoke all that match').waitFor();
  });
});

describe('who may see less', () => {
  it.each([
    ['an auditor', AUDITOR, ['Overview', 'Tokens', 'Explain', 'Ledger', 'Hygiene'], []],
    ['support', SUPPORT, ['Overview', 'Tokens', 'Explain'], ['Ledger', 'Hygiene']],
  ])('%s', async (_who, person, shown, hidden) => {
    const other = await Visitor.at(server);
    await other.enterConsole(person);
    const items = () => other.page.getByRole('menuitem').allInnerTexts();
    await expect.poll(items).toEqual(expect.arrayContaining(shown));
    for (const name of hidden) expect(await items()).not.toContain(name);
    await other.page.getByRole('heading', { name: 'Refusals by reason' }).waitFor();
    expect(await other.page.getByRole('heading', { name: 'Database' }).count()).toBe(hidden.length ? 0 : 1);
    expect([await other.faults(), other.complaints]).toEqual([[], []]);
    await other.close();
  });
});
