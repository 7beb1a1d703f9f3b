import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { ADMIN, ADMINISTERED } from '../support/administrators.js';
import { openBuiltServer, type BuiltServer } from '../support/built.server.js';
import { seedTokens } from '../support/console.seed.js';
import { Visitor } from '../support/visitor.js';

const FOLDER = resolve(import.meta.dirname, '../../screenshots');

type Take = (page: Visitor['page']) => Promise<unknown>;

/** Each page of the console that is pictured: its name, where it is (`:token` is one with a life), and what is done there before. */
const CONSOLE: [name: string, hash: string, before?: Take][] = [
  ['tokens', '#/tokens'],
  ['tokens-filtered', '#/tokens?filter={"status":["live"],"client":"web"}'],
  ['token', '#/tokens/:token/show'],
  ['token-freeze', '#/tokens/:token/show', (page) => page.getByRole('button', { name: 'Freeze', exact: true }).click()],
  ['tokens-revoke', '#/tokens?filter={"client":"web"}', (page) => page.getByRole('button', { name: 'Revoke all that match' }).click()],
  ['grants', '#/grants'],
  ['access-tokens', '#/access-tokens'],
  ['revocations', '#/revocations', (page) => page.getByText('planned').first().waitFor()],
];

/** The console keeps asking while a page is open, so quiet is when nothing is loading any more. */
async function settle({ page }: Visitor): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.locator('[role=progressbar]:not([aria-valuenow])').waitFor({ state: 'detached' });
}

let server: BuiltServer;
let token: string;
beforeAll(async () => {
  server = await openBuiltServer(ADMINISTERED);
  token = (await seedTokens(server, 400)).id;
});
afterAll(() => server?.close());

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

  test.each(CONSOLE)('%s', async (name, hash, before) => {
    await visitor.page.goto('about:blank');
    await visitor.page.goto(`${server.url}/console${hash.replace(':token', token)}`);
    await settle(visitor);
    await before?.(visitor.page);
    await settle(visitor);
    for (const colorScheme of ['light', 'dark'] as const) {
      await visitor.page.emulateMedia({ colorScheme });
      await visitor.page.screenshot({ path: join(FOLDER, `${name}-${size}-${colorScheme}.png`), animations: 'disabled' });
    }
  });
});
