import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ADMIN, ADMINISTERED, SUPPORT } from '../support/administrators.js';
import { openBuiltServer, type BuiltServer } from '../support/built.server.js';
import { ALICE } from '../support/data.js';
import { Visitor } from '../support/visitor.js';

/** A build, and a real browser on whatever machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

let server: BuiltServer;
let admin: Visitor;
let support: Visitor;
beforeAll(async () => {
  server = await openBuiltServer(ADMINISTERED);
  [admin, support] = [await Visitor.at(server, { viewport: { width: 320, height: 400 } }), await Visitor.at(server)];
  await admin.enterConsole(ADMIN);
  await support.enterConsole(SUPPORT);
});
afterAll(async () => {
  await admin?.close();
  await support?.close();
  await server?.close();
});

it('the bar with the page’s heading stays when the page is scrolled', async () => {
  await admin.sees(admin.page.getByRole('heading', { name: 'Housekeeping' }));
  await admin.page.mouse.move(160, 300);
  await admin.page.mouse.wheel(0, 800);
  await expect.poll(() => admin.page.evaluate<number>('scrollY')).toBeGreaterThan(200);
  await admin.rest();
  expect(await admin.page.getByRole('heading', { level: 1, name: 'Overview' }).evaluate((heading) => heading.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0);
  expect([await admin.faults(), admin.complaints]).toEqual([[], []]);
});

it('support is told which pages are not for it, and asks for nothing forbidden', async () => {
  const forbidden: string[] = [];
  support.page.on('response', (response) => response.status() === 403 && forbidden.push(response.url()));
  for (const hash of ['#/clients', '#/clients/web/show', '#/clients/create', '#/resources', '#/keys', '#/hygiene', '#/audit/refreshes', '#/audit/live']) {
    await support.page.goto('about:blank');
    await support.open(hash);
    await support.sees(support.page.getByRole('heading', { level: 1, name: 'Not for your role' }));
    await support.page.waitForLoadState('networkidle');
  }
  expect([forbidden, await support.faults(), support.complaints]).toEqual([[], [], []]);
});

it('an account that is erased says how far that is, until it is done', async () => {
  const id = ALICE.sub as string;
  await admin.open(`#/accounts/${id}/show`);
  await admin.button('Erase').click();
  await admin.answer('Erase');
  await admin.sees('Everything is erased, also from the ledgers.');
  expect(await admin.faults()).toEqual([]);
  await support.open(`#/accounts/${id}/show`); // may read it, and comes when it is done
  await support.sees('Everything is erased, also from the ledgers.');
  expect([admin.complaints, support.complaints]).toEqual([[], []]);
});
