import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { buildOnce } from '../support/built.server.js';
import { freePort, Program } from '../support/fresh-folder.js';
import { Visitor } from '../support/visitor.js';

/** A build, an embedded database and a real browser on whatever machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const folder = mkdtempSync(join(tmpdir(), 'evergrant-minute-'));
let program: Program;
let visitor: Visitor;
beforeAll(async () => {
  await buildOnce();
  const port = await freePort();
  program = new Program(process.execPath, [resolve(import.meta.dirname, '../../dist/src/main.js')], folder, { PORT: `${port}` });
  await program.printed(/Evergrant is running[^]*Log in with a browser/);
  visitor = await Visitor.at({ publicUrl: `http://localhost:${port}` });
});
afterAll(async () => {
  await visitor?.close();
  await program?.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const printed = (what: RegExp) => what.exec(program.output)!.slice(1) as [string, string];

/** Pastes the line that `npm start` prints. */
async function refresh(): Promise<Record<string, string>> {
  const [client, secret] = printed(/Demo client +(\S+) +secret +(\S+)/);
  const [token] = printed(/refresh_token=(\S+)/);
  const headers = { authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}` };
  const [url] = printed(/curl -s (\S+)/);
  return (await fetch(url, { method: 'POST', headers, body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }) })).json() as never;
}

it('shows the demo login to the demo administrator that was printed, who freezes it', async () => {
  expect((await refresh()).access_token).toBeTruthy();
  const [username, password] = printed(/Demo user +(\S+) +password (\S+)/);
  await visitor.enterConsole({ username, password });
  await visitor.page.getByRole('heading', { name: 'Clients by live tokens' }).waitFor();
  expect(await visitor.faults()).toEqual([]);
  await visitor.page.getByRole('link', { name: /^Live tokens: / }).click();
  const login = visitor.page.getByRole('row', { name: /demo-app/ });
  await login.waitFor();
  expect(await visitor.faults()).toEqual([]);
  await login.getByRole('link').first().click();
  await visitor.sees(/Issued/);
  await visitor.button('Freeze').click();
  await visitor.answer('Freeze');
  await visitor.sees(visitor.button('Unfreeze'));
  expect((await refresh()).error).toBe('invalid_grant');
  await visitor.button('Refresh').click();
  await visitor.sees('Refused: frozen');
  const complaints = visitor.complaints.filter((complaint) => !/status of 404 .*\/sessions\//.test(complaint)); // the demo login was none at a browser, and has no session
  expect([await visitor.faults(), complaints]).toEqual([[], []]);
});
