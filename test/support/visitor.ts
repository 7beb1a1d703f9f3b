import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { BuiltServer } from './built.server.js';
import { launchChromium } from './chromium.js';
import type { Person } from './data.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 AA, and what axe holds for good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Somebody at a real browser, of which everything is seen that went wrong. */
export class Visitor {
  /** What the console and the Content-Security-Policy complained of. */
  readonly complaints: string[] = [];

  private constructor(
    readonly server: BuiltServer,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(`${message.text()} ${message.location().url}`));
    page.on('pageerror', (error) => this.complaints.push(`${error.stack}`));
  }

  static async at(server: BuiltServer, options: BrowserContextOptions = {}): Promise<Visitor> {
    const browser = await launchChromium();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(20_000);
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
  }

  /** What axe finds wrong with the page as it stands, in both colour schemes. */
  async faults(): Promise<string[]> {
    const faults: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme });
      await this.page.evaluate(AXE);
      const found = await this.page.evaluate(async (values) => {
        await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)));
        const { violations } = await (window as any).axe.run(document, { runOnly: { type: 'tag', values } });
        return violations.flatMap(({ id, nodes }: any) => nodes.map((node: any) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary?.replaceAll('\n', ' ')}`));
      }, RULES);
      faults.push(...found.map((fault: string) => `${colorScheme}: ${fault}`));
    }
    return faults;
  }

  /** Whether nothing is cut off or must be scrolled for sideways. */
  overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }

  /** What the browser keeps of this origin in the clear. */
  kept(): Promise<Record<string, string>> {
    return this.page.evaluate(() => ({ ...localStorage }));
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
