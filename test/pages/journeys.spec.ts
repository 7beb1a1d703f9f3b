import type { BrowserContextOptions, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { EverydayPopulation } from '../../bench/seed/everyday.population.js';
import { seed } from '../../bench/seed/seed.js';
import { ADMIN, ADMINISTERED } from '../support/administrators.js';
import { openBuiltServer, type BuiltServer } from '../support/built.server.js';
import { logInAlice, multiply, type Login } from '../support/console.seed.js';
import { BOB, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';
import { Visitor } from '../support/visitor.js';
import type { Answer } from '../support/wire.js';

/** A build, a seed, and a real browser on whatever machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

const FAMILIES = 200_000;
/** Of them, what each of the two operators ends. */
const STOLEN = 10_000;

let server: BuiltServer;
beforeAll(async () => {
  const people = new EverydayPopulation(FAMILIES - 2 * STOLEN, 1, Math.floor(Date.now() / 1000) * 1000);
  server = await openBuiltServer(ADMINISTERED, {}, (databaseUrl) => seed(databaseUrl, people));
});
afterAll(() => server?.close());

/** A journey ends with its first fault: its later steps would wait for what will never be seen. */
const stepByStep = () => {
  let isOver = false;
  beforeEach(({ skip }) => skip(isOver, 'an earlier step has failed'));
  afterEach(({ task }) => void (isOver ||= task.result?.state === 'fail'));
};

/** Nothing is wrong with the page as it stands. */
const isSound = async (visitor: Visitor) => expect(await visitor.faults()).toEqual([]);

describe.each<[string, BrowserContextOptions, 'keyboard' | 'pointer']>([
  ['by keyboard alone', { viewport: { width: 1280, height: 900 } }, 'keyboard'],
  ['on a telephone of 320 px', { viewport: { width: 320, height: 640 }, hasTouch: true }, 'pointer'],
])('%s', (_way, options, hands) => {
  describe('an operator among 200,000 families', () => {
    stepByStep();
    let operator: Visitor;
    let login: Login;
    let refused: Answer;
    beforeAll(async () => {
      login = await logInAlice(server);
      const people = await server.sql<{ account_id: string }>(`SELECT account_id FROM account WHERE account_id LIKE 'seed-%' AND coalesce(disabled_at, deleted_at, password_changed_at) IS NULL LIMIT 500`);
      await multiply(server, login.id, STOLEN - 1, people.map(({ account_id: id }) => id));
      operator = await Visitor.at(server, options, hands);
    });
    afterEach(() => expect(operator.complaints.splice(0)).toEqual([]));
    afterAll(() => operator?.close());

    const main = () => operator.page.getByRole('main');
    const button = (name: string) => operator.button(name);
    const field = (label: string) => main().getByLabel(label);
    const turnTo = async (name: string) => {
      const menu = button('Open menu');
      if (await menu.isVisible()) await operator.press(menu);
      await operator.press(operator.page.getByRole('menuitem', { name, exact: true }));
      await main().getByRole('heading', { name }).or(operator.page.getByRole('heading', { name, level: 1 })).first().waitFor();
    };
    const ours = () => main().getByRole('link', { name: /^Example Web/ });
    const findsOurs = async () => {
      await turnTo('Overview');
      await operator.press(main().getByRole('link', { name: /^Live tokens: / }));
      await operator.choose('Application', 'example w', /Example Web/);
      await expect.poll(() => ours().count()).toBe(25);
    };

    it('signs in, and sees how things stand', async () => {
      await operator.open('');
      await operator.page.locator('#username:focus').waitFor();
      await isSound(operator);
      await operator.logIn(ADMIN);
      await operator.sees(main().getByRole('heading', { name: 'Clients by live tokens' }));
      await operator.sees(main().getByRole('img', { name: /^Refreshes, / }));
      await isSound(operator);
    });

    it('finds a token', async () => {
      await findsOurs();
      await isSound(operator);
      await operator.chooseFrom(button('Add filter'), 'Address or network');
      await operator.write(field('Address or network'), '127.0.0.1');
      await expect.poll(() => ours().count()).toBe(1);
      await isSound(operator);
    });

    it('freezes it: the client is refused until that is lifted', async () => {
      await operator.press(ours());
      await operator.sees('Issued');
      await isSound(operator);
      await operator.press(button('Freeze'));
      await operator.sees(operator.dialog.getByLabel('Reason'));
      await isSound(operator);
      await operator.answer('Freeze');
      await operator.sees(button('Unfreeze'));
      refused = await login.refresh();
      expect(refused.json.error).toBe('invalid_grant');
      await operator.press(button('Refresh'));
      await operator.sees('Refused: frozen');
      await isSound(operator);
      await operator.press(button('Unfreeze'));
      await operator.answer('Unfreeze');
      await operator.sees(button('Freeze'));
      expect((await login.refresh()).status).toBe(200);
    });

    it('explains the refusal', async () => {
      await turnTo('Explain');
      await operator.write(field('Token, token id'), refused.headers.get('x-request-id')!);
      await operator.press(button('Explain'));
      await operator.sees(main().getByText(/it was refused with/));
      await operator.sees(main().getByText(/frozen/));
      await isSound(operator);
    });

    it('previews 10,000 and revokes them, while a bar shows how far it is', async () => {
      await findsOurs();
      await operator.press(button('Revoke all that match'));
      const revoke = operator.dialog.getByRole('button', { name: 'Revoke 10,000 tokens' });
      await operator.sees(revoke);
      await isSound(operator);
      await operator.write(operator.dialog.getByLabel('Reason'), 'they were stolen');
      const course = watch(operator.dialog.getByRole('progressbar', { name: 'Tokens ended' }));
      await operator.press(revoke);
      await operator.sees(operator.dialog.getByText('Done: 10,000 tokens ended.'));
      const seen = await course;
      expect(seen).toEqual([...seen].sort((one, other) => one - other));
      expect(new Set(seen).size).toBeGreaterThan(2);
      await isSound(operator);
      await operator.press(operator.dialog.getByRole('button', { name: 'Close' }));
      await operator.sees('No Tokens found');
      await isSound(operator);
      expect((await login.refresh()).json.error).toBe('invalid_grant');
      const left = 'SELECT FROM refresh_token JOIN "grant" USING (grant_id) WHERE client_id = $1 AND account_id <> $2 AND refresh_token.revoked_at IS NULL';
      expect(await server.sql(left, [WEB.client_id, BOB.sub])).toEqual([]);
    });

    it('finds among the revocations what was done, and why', async () => {
      await turnTo('Revocations');
      await operator.press(main().getByRole('link', { name: /State: live/ }).first());
      await operator.sees('they were stolen');
      await operator.sees('Done: 10,000 tokens ended.');
      await isSound(operator);
    });

    it.each(['Grants', 'Access tokens', 'Revocations', 'Accounts', 'Sessions', 'Clients', 'Ledger', 'Hygiene'])('looks at %s', async (name) => {
      await turnTo(name);
      await operator.sees(main().locator('tbody tr, li, h2'));
      await isSound(operator);
    });
  });

  describe('a person', () => {
    stepByStep();
    let person: Visitor;
    const app = () => new RelyingParty(server.house, WEB);
    let token: string;
    beforeAll(async () => {
      person = await Visitor.at(server, options, hands);
      await person.holdPasskeys();
    });
    afterEach(() => expect(person.complaints.splice(0).filter((complaint) => !complaint.includes('https://app.example/'))).toEqual([])); // its logo and its page, where nothing answers
    afterAll(() => person?.close());

    const at = (selector: string) => person.page.locator(selector);
    const isSoundUnfolded = async () => {
      await person.page.evaluate(`document.querySelectorAll('details').forEach((details) => (details.open = true))`);
      await isSound(person);
    };

    it('consents to an application', async () => {
      const { url, checks } = await app().authorizationUrl({ scope: 'openid offline_access' });
      await person.page.goto(url.href);
      await isSound(person);
      await person.logIn(BOB);
      await person.sees(at('#allow'));
      await isSound(person);
      const back = person.page.waitForRequest(/app\.example\/callback/);
      const lost = person.page.waitForEvent('framenavigated', (frame) => frame.url().startsWith('chrome-error:')); // before which the browser goes nowhere else
      await person.press(at('#allow'));
      token = (await app().exchange(new URL((await back).url()), checks)).tokens.refresh_token!;
      await lost;
      await app().refresh(token);
    });

    it('withdraws the consent, and the application is refused', async () => {
      await person.goTo('/account');
      await person.sees(at('#connections'));
      await isSoundUnfolded();
      await person.press(at(`[data-consent="${WEB.client_id}"]`).getByRole('button'));
      await person.sees(at('#done'));
      expect(await at('[data-consent]').count()).toBe(0);
      await isSound(person);
      await expect(app().refresh(token)).rejects.toThrow(expect.objectContaining({ error: 'invalid_grant' }));
    });

    it.each(['Password', 'Activity'])('looks at %s', async (name) => {
      await person.press(person.page.getByRole('navigation').getByRole('link', { name }));
      await person.page.waitForURL(new RegExp(`/account/${name.toLowerCase()}`));
      await isSoundUnfolded();
    });

    it('adds a passkey and signs in with it', async () => {
      await person.press(person.page.getByRole('navigation').getByRole('link', { name: 'Passkeys' }));
      await person.sees(at('#add'));
      await isSound(person);
      await person.press(at('#add'));
      await person.page.waitForURL(/done=passkeyAdded/);
      await isSoundUnfolded();
      await person.press(at('#sign-out'));
      await person.sees(at('#logout-confirm'));
      await isSound(person);
      await person.press(at('#logout-confirm'));
      await person.sees(at('#logged-out'));
      await isSound(person);
      await person.goTo('/account');
      await person.press(at('#passkey'));
      await person.page.waitForURL(/\/account$/);
      const [session] = await server.sql('SELECT amr FROM session WHERE account_id = $1 AND ended_at IS NULL ORDER BY created_at DESC LIMIT 1', [BOB.sub]);
      expect(session).toEqual({ amr: ['hwk', 'user'] });
    });
  });
});

/** What a progress bar shows from when it is there until it is full, or gone. */
const watch = (bar: Locator) =>
  bar.evaluate((element) => {
    return new Promise<number[]>((full) => {
      const seen: number[] = [];
      const look = () => {
        seen.push(Number(element.getAttribute('aria-valuenow')));
        if (seen.at(-1) === 100 || !element.isConnected) full(seen);
        else element.ownerDocument.defaultView!.requestAnimationFrame(look);
      };
      look();
    });
  });
