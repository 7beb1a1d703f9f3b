import { load, type CheerioAPI } from 'cheerio';
import { CookieJar } from './cookie.jar.js';
import { readForm, type Fields } from './form.js';
import type { House } from './house.js';

/** Where a browser stands: a page of the house, or the URL of another site, which it does not fetch. */
export interface Page {
  url: URL;
  /** True at another site's URL; `status` and `headers` are then of the redirect that led there. */
  left: boolean;
  status: number;
  headers: Headers;
  text: string;
  $: CheerioAPI;
  /** Fills the fields, by `name` or `id`, and presses the button that the selector finds. */
  submit(button: string, fields?: Fields): Promise<Page>;
  /** Follows the link that the selector finds. */
  click(link: string): Promise<Page>;
}

interface Move {
  method: string;
  url: URL;
  body?: string;
  /** The Content-Security-Policy of the page whose form was submitted. */
  policy?: string;
}

/** A person's browser with JavaScript switched off; it follows redirects as long as they stay within the house. */
export class Browser {
  readonly cookies: CookieJar;

  constructor(
    private readonly house: House,
    private readonly headers: Record<string, string> = {},
  ) {
    this.cookies = new CookieJar(() => house.clock.now());
  }

  open(url: string | URL): Promise<Page> {
    return this.go({ method: 'GET', url: new URL(url, this.house.publicUrl) });
  }

  /** What an HTML form on another site would do; its requests carry no `SameSite=Lax` cookie, which stays untested here. */
  post(url: string | URL, fields: Record<string, string>): Promise<Page> {
    return this.go({ method: 'POST', url: new URL(url, this.house.publicUrl), body: new URLSearchParams(fields).toString() });
  }

  private async go(move: Move): Promise<Page> {
    for (let hops = 0; hops < 10; hops++) {
      const response = await this.send(move);
      const location = response.headers.get('location');
      if (!location || response.status < 300) return this.arrive(move.url, response, await response.text());
      await response.body?.cancel();
      const keepsMethod = response.status === 307 || response.status === 308;
      const next = new URL(location, move.url);
      allowFormAction(move.policy, next, this.house.publicUrl);
      move = keepsMethod ? { ...move, url: next } : { method: 'GET', url: next, policy: move.policy };
      if (next.origin !== this.house.publicUrl) return this.arrive(next, response, '', true);
    }
    throw new Error(`too many redirects, last to ${move.url.href}`);
  }

  private async send({ method, url, body }: Move): Promise<Response> {
    const cookie = this.cookies.header(url);
    const headers = new Headers({ accept: 'text/html', ...this.headers });
    if (cookie) headers.set('cookie', cookie);
    if (body !== undefined) headers.set('content-type', 'application/x-www-form-urlencoded');
    if (body !== undefined && !headers.has('origin')) headers.set('origin', this.house.publicUrl);
    const response = await this.house.fetch(url, { method, body, headers });
    for (const header of response.headers.getSetCookie()) this.cookies.set(header, url);
    return response;
  }

  private arrive(url: URL, { status, headers }: Response, text: string, left = false): Page {
    const $ = load(text);
    const policy = headers.get('content-security-policy') ?? undefined;
    return {
      ...{ url, left, status, headers, text, $ },
      submit: async (button, fields = {}) => {
        const move = readForm($, button, fields, url);
        allowFormAction(policy, move.url, this.house.publicUrl);
        return this.go({ ...move, policy });
      },
      click: (link) => {
        const href = $(link).attr('href');
        if (href === undefined) throw new Error(`no link ${link} on ${url.pathname}`);
        return this.go({ method: 'GET', url: new URL(href, url) });
      },
    };
  }
}

/** CSP 3 §6.4.1: `form-action` holds for the form's target and, in Chromium, for every redirect after it. */
function allowFormAction(policy: string | undefined, target: URL, self: string): void {
  const sources = /(?:^|;)\s*form-action ([^;]*)/.exec(policy ?? '')?.[1]?.trim().split(/\s+/);
  const allows = (source: string) =>
    source === '*' || source === target.protocol || source === target.origin || (source === "'self'" && target.origin === self);
  const matches = (source: string) => allows(source) || target.href.startsWith(source) || portless(target) === source.replace(/:\*$/, '');
  if (sources && !sources.some(matches)) throw new Error(`form-action ${sources.join(' ')} forbids ${target.origin}`);
}

function portless(url: URL): string {
  return `${url.protocol}//${url.hostname}`;
}
