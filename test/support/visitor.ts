import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { BuiltServer } from './built.server.js';
import { launchChromium } from './chromium.js';
import type { Person } from './data.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 AA, and what axe holds for good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Until what moves has come to rest; what moves for ever is not waited for. */
const REST = `new Promise((rest) => requestAnimationFrame(() => requestAnimationFrame(rest))).then(() =>
  Promise.all(document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime < 10000).map(({ finished }) => finished.catch(() => null))).then(() => null))`;

/** From now on nothing fades: what is half gone has colours that nobody can read, and a busy machine shows it for long. */
const STILL = `(() => {
  if (document.adoptedStyleSheets.length > 0) return;
  const still = new CSSStyleSheet();
  still.replaceSync('*, *::before, *::after { transition: none !important; }');
  document.adoptedStyleSheets = [still];
})()`;

/** Until the page has turned to this colour scheme, which scripts do when they come to it. */
const TURNED = (colorScheme: string) => `new Promise((turned) => {
  const look = () => {
    const [red, green, blue, alpha = 1] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number);
    const isDark = alpha > 0 ? red + green + blue < 384 : matchMedia('(prefers-color-scheme: dark)').matches;
    isDark === ${colorScheme === 'dark'} ? turned() : requestAnimationFrame(look);
  };
  look();
})`;

/** How a visitor works a page: with a mouse or a finger, or with keys alone. */
type Hands = 'pointer' | 'keyboard';

/** Milliseconds that a loaded machine may take for what is waited for. */
const PATIENCE = 60_000;

/** A rule of axe, and where it is broken. */
interface Violation {
  id: string;
  nodes: { html: string; target: unknown[]; failureSummary: string }[];
}

/** Somebody at a real browser, of which everything is seen that went wrong. */
export class Visitor {
  /** What the console and the Content-Security-Policy complained of. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly url: string,
    private readonly hands: Hands,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && this.complaints.push(`${message.text()} ${message.location().url}`));
    page.on('pageerror', (error) => this.complaints.push(`${error.stack}`));
  }

  static async at({ publicUrl }: Pick<BuiltServer, 'publicUrl'>, options: BrowserContextOptions = {}, hands: Hands = 'pointer'): Promise<Visitor> {
    const browser = await launchChromium();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(PATIENCE);
    return new Visitor(publicUrl, hands, context, await context.newPage());
  }

  /** An authenticator in the computer, with a person who is always there. @param fillsIn whether the browser offers its passkeys before anybody asks */
  async holdPasskeys({ fillsIn = false } = {}): Promise<void> {
    if (!fillsIn) await this.page.addInitScript('if (self.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = async () => false');
    const devTools = await this.context.newCDPSession(this.page);
    await devTools.send('WebAuthn.enable');
    const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } as const;
    await devTools.send('WebAuthn.addVirtualAuthenticator', { options });
  }

  /** Goes to a page of this server. */
  async goTo(path: string): Promise<void> {
    await this.page.goto(`${this.url}${path}`);
  }

  /** Answers the login page. */
  async logIn({ username, password }: Pick<Person, 'username' | 'password'>): Promise<void> {
    await this.page.locator('#username:focus').waitFor(); // which comes with the first frame, maybe later than the load
    await this.write(this.page.locator('#username'), username);
    await this.write(this.page.locator('#password'), password);
    await this.page.keyboard.press('Enter');
  }

  /** Opens a page of the console as this person. */
  async enterConsole(who: Pick<Person, 'username' | 'password'>, hash = ''): Promise<void> {
    await this.open(hash);
    await this.logIn(who);
    await this.page.waitForURL(/\/console/);
    await this.page.getByRole('main').waitFor();
  }

  /** Goes to another page of the console. */
  async open(hash: string): Promise<void> {
    await this.goTo(`/console${hash}`);
  }

  /** Presses a button, or follows a link. */
  async press(target: Locator): Promise<void> {
    if (this.hands === 'pointer') return target.click();
    await this.tabTo(target);
    await this.page.keyboard.press('Enter');
  }

  /** Writes into a field, which Tab selects. */
  async write(target: Locator, text: string): Promise<void> {
    if (this.hands === 'pointer') return target.fill(text);
    await this.tabTo(target);
    await this.page.keyboard.type(text);
  }

  /** Chooses from a menu. */
  async chooseFrom(menu: Locator, item: string): Promise<void> {
    await this.press(menu);
    const target = this.page.getByRole('menuitemcheckbox', { name: item });
    if (this.hands === 'pointer') return target.click();
    await this.step('ArrowDown', target);
    await this.page.keyboard.press('Enter');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Answers the dialog that asks why. */
  async answer(label: string): Promise<void> {
    await this.write(this.dialog.getByLabel('Reason'), 'laptop stolen, reported by phone');
    await this.write(this.dialog.getByLabel('Ticket'), 'SEC-1042');
    await this.press(this.dialog.getByRole('button', { name: label, exact: true }));
    await this.dialog.waitFor({ state: 'hidden' });
  }

  /** Writes a part of a name into a field that knows names, and takes this one of those that it offers. @param look while they are offered */
  async choose(label: string, text: string, name: RegExp, look: () => Promise<void> = async () => {}): Promise<void> {
    await this.write(this.page.getByLabel(label, { exact: true }), text);
    const option = this.page.getByRole('option', { name });
    await option.waitFor();
    await look();
    if (this.hands === 'pointer') return option.click();
    await this.page.keyboard.press('Enter');
  }

  /** Waits until this is seen, once or more often. */
  async sees(what: Locator | string | RegExp): Promise<void> {
    await (typeof what === 'string' || what instanceof RegExp ? this.page.getByText(what) : what).first().waitFor();
  }

  /** What axe finds wrong with the page as it stands, in both colour schemes, and how far it must be scrolled sideways; tooltips, which say a button's name again, stand outside of all landmarks. */
  async faults(): Promise<string[]> {
    const faults: string[] = [];
    await this.rest();
    await this.page.evaluate(STILL);
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme });
      await this.page.evaluate(TURNED(colorScheme));
      await this.page.evaluate(AXE);
      const found = await this.page.evaluate<Violation[]>(`axe.run({ exclude: ['[role=tooltip]'] }, { runOnly: { type: 'tag', values: ${JSON.stringify(RULES)} } }).then(({ violations }) => violations)`);
      faults.push(...found.flatMap(({ id, nodes }) => nodes.map((node) => `${colorScheme} ${id}: ${node.target.join(' ')} ${node.html.slice(0, 300)} ${node.failureSummary.slice(0, 300)}`)));
    }
    const overflow = await this.page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    return overflow > 0 ? [...faults, `${overflow} px beyond the edge`] : faults;
  }

  /** Until nothing moves that will come to rest. */
  async rest(): Promise<void> {
    await this.page.evaluate(REST);
  }

  /** Presses Tab until this has the focus, as somebody without a mouse does. */
  async tabTo(target: Locator): Promise<void> {
    await target.waitFor();
    await this.step('Tab', target);
  }

  private async step(key: string, target: Locator): Promise<void> {
    const hasFocus = () => target.evaluate((element) => element === element.ownerDocument.activeElement);
    for (let presses = 0; !(await hasFocus()); presses++) {
      if (presses > 120) throw new Error(`${key} never comes to ${target}`);
      await this.page.keyboard.press(key);
    }
  }

  /** What the browser keeps of this origin in the clear. */
  kept(): Promise<Record<string, string>> {
    return this.page.evaluate<Record<string, string>>('({ ...localStorage })');
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
