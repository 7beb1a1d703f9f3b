interface Cookie {
  name: string;
  value: string;
  path: string;
  secure: boolean;
  expiresAt: number;
}

/** The cookies of one browser for one origin (RFC 6265), expiring by the house's clock. */
export class CookieJar {
  private cookies: Cookie[] = [];

  constructor(private readonly now: () => Date) {}

  /** Takes a `Set-Cookie`. Throws for what a browser would silently drop. */
  set(header: string, url: URL): void {
    const [pair = '', ...rest] = header.split(';').map((part) => part.trim());
    const attributes = new Map(rest.map((part) => [part.split('=')[0]!.toLowerCase(), part.slice(part.indexOf('=') + 1)]));
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    const [path, secure] = [attributes.get('path') ?? '/', attributes.has('secure')];
    if (secure && url.protocol !== 'https:') throw new Error(`Secure cookie over http: ${name}`);
    if (name.startsWith('__Host-') && !(secure && path === '/' && !attributes.has('domain'))) throw new Error(`not a __Host- cookie: ${header}`);
    this.cookies = this.cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
    this.cookies.push({ name, value, path, secure, expiresAt: this.expiryOf(attributes) });
  }

  private expiryOf(attributes: Map<string, string>): number {
    const maxAge = attributes.get('max-age');
    if (maxAge !== undefined) return this.now().getTime() + Number(maxAge) * 1000;
    return attributes.has('expires') ? Date.parse(attributes.get('expires')!) : Infinity;
  }

  /** The `Cookie` header for a request to the URL. */
  header(url: URL): string {
    const fits = (path: string) => url.pathname === path || url.pathname.startsWith(path.replace(/\/?$/, '/'));
    const live = this.cookies.filter(({ path, expiresAt }) => fits(path) && expiresAt > this.now().getTime());
    return live.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  /** Names and values of the live cookies. */
  get all(): Record<string, string> {
    return Object.fromEntries(this.cookies.filter((cookie) => cookie.expiresAt > this.now().getTime()).map(({ name, value }) => [name, value]));
  }

  /** The person closes the browser: cookies without an expiry are gone. */
  closeBrowser(): void {
    this.cookies = this.cookies.filter(({ expiresAt }) => expiresAt !== Infinity);
  }
}
