import type { Browser, Page } from './browser.js';
import { ALICE, type Person } from './data.js';

export const FIREFOX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'x-forwarded-for': '203.0.113.7' };
export const PHONE = {
  'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/18.5 Mobile Safari/604.1',
  'x-forwarded-for': '198.51.100.9',
};

/** Opens a page of the account, by way of the login page where it is asked for. */
export async function enter(browser: Browser, { username, password }: Pick<Person, 'username' | 'password'> = ALICE, path = '/account'): Promise<Page> {
  const page = await browser.open(path);
  return page.url.pathname.endsWith('/login') ? page.submit('#submit', { username, password }) : page;
}

/** What stands at each place that the selector finds. */
export function texts({ $ }: Page, selector: string): string[] {
  return $(selector).toArray().map((node) => $(node).text().replace(/\s+/g, ' ').trim());
}
