import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { BuiltServer } from './built.server.js';
import { launchChromium } from './chromium.js';
import type { Person } from './data.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 AA, and what axe holds for good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Until what changes its colour has changed it; what moves for ever is not waited for. */
const REST = `new Promise((rest) => requestAnimationFrame(() => requestAnimationFrame(rest))).then(() =>
  Promise.all(document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime < 10000).map(({ finished }) => finished.catch(() => null))).then(() => null))`;

/** A rule of axe, and where it is broken. */
interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** Somebody at a real browser, of which everything is seen that went wrong. */
export class Visitor {
  /** What the console and the Content-Security-Policy complained of. */
  readonly complaints: string[] = [];

  private constructor(
    readonly server: BuiltServer,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && this.complaints.push(`${message.text()} ${message.location().url}`));
    page.on('pageerror', (error) => this.complaints.push(`${error.stack}`));
  }

  static async at(server: BuiltServer, options: BrowserContextOptions = {}): Promise<Visitor> {
    const browser = await launchChromium();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(Number(process.env.CT_TIMEOUT ?? 20_000));
    return new Visitor(server, context, await context.newPage());
  }

  /** Opens a page of the console as this person; logs in where that is asked for. */
  async enterConsole(who: Person, hash = ''): Promise<void> {
    await this.page.goto(`${this.server.url}/console${hash}`);
    await this.page.locator('#username').fill(who.username);
    await this.page.locator('#password').fill(who.password);
    await this.page.keyboard.press('Enter');
    await this.page.waitForURL(/\/console/);
    await this.page.getByRole('main').waitFor();
    this.complaints.length = 0; // of the login page, which has a spec of its own
  }

  /** Goes to another page of the console. */
  async open(hash: string): Promise<void> {
    await this.page.goto(`${this.server.url}/console${hash}`);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Answers the dialog that asks why. */
  async answer(label: string): Promise<void> {
    await this.dialog.getByLabel('Reason').fill('laptop stolen, reported by phone');
    await this.dialog.getByLabel('Ticket').fill('SEC-1042');
    await this.dialog.getByRole('button', { name: label, exact: true }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }

  /** Writes a part of a name into a field that knows names, and takes this one of those that it offers. @param look while they are offered */
  async choose(label: string, text: string, name: RegExp, look: () => Promise<void> = async () => {}): Promise<void> {
    await this.page.getByLabel(label, { exact: true }).fill(text);
    const option = this.page.getByRole('option', { name });
    await option.waitFor();
    await look();
    await option.click();
  }

  /** Waits until this is seen, once or more often. */
  async sees(what: Locator | string | RegExp): Promise<void> {
    await (typeof what === 'string' || what instanceof RegExp ? this.page.getByText(what) : what).first().waitFor();
  }

  /** What axe finds wrong with the page as it stands, in both colour schemes; tooltips, which say a button's name again, stand outside of all landmarks. */
  async faults(): Promise<string[]> {
    const faults: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme });
      await this.page.evaluate(AXE);
      await this.rest();
      const found = await this.page.evaluate<Violation[]>(`axe.run({ exclude: ['[role=tooltip]'] }, { runOnly: { type: 'tag', values: ${JSON.stringify(RULES)} } }).then(({ violations }) => violations)`);
      faults.push(...found.flatMap(({ id, nodes }) => nodes.map((node) => `${colorScheme} ${id}: ${node.html.slice(0, 300)} ${node.failureSummary.slice(0, 300)}`)));
    }
    return faults;
  }

  /** Until nothing moves that will come to rest. */
  async rest(): Promise<void> {
    await this.page.evaluate(REST);
  }

  /** Presses Tab until this has the focus, as somebody without a mouse does. */
  async tabTo(target: Locator): Promise<void> {
    await target.waitFor();
    const hasFocus = () => target.evaluate((element) => element === element.ownerDocument.activeElement);
    for (let presses = 0; !(await hasFocus()); presses++) {
      if (presses > 120) throw new Error(`Tab never comes to ${target}`);
      await this.page.keyboard.press('Tab');
    }
  }

  /** How far the page must be scrolled sideways to see all of it, in pixels. */
  overflow(): Promise<number> {
    return this.page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  }

  /** What the browser keeps of this origin in the clear. */
  kept(): Promise<Record<string, string>> {
    return this.page.evaluate<Record<string, string>>('({ ...localStorage })');
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
