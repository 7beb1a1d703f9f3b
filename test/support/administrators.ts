import { ADMIN_SCOPES } from '../../src/account/roles.js';
import { Browser } from './browser.js';
import { ALICE, BOB, BOOTSTRAP, type ClientRegistration, type Person } from './data.js';
import { openHouse, type House, type HouseOptions } from './house.js';
import { RelyingParty } from './relying-party.js';
import { readAnswer, type Answer } from './wire.js';

/** An application for those who administer. */
export const CONSOLE: ClientRegistration = {
  client_id: 'console',
  client_secret: 'Zt5rYh2wQx9vBn4mKc7pLd1sGf8jHa3eUi6oTy0kWqE',
  client_name: 'Console',
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: ['authorization_code'],
  redirect_uris: ['https://console.example/callback'],
  scope: `openid ${ADMIN_SCOPES.join(' ')}`,
  require_consent: false,
};

/** A program that administers. */
export const ROBOT: ClientRegistration = {
  client_id: 'robot',
  client_secret: 'Wq8eRt3yUi6oPa1sDf4gHj7kLz0xCv5bNm2QwErTyUi',
  client_name: 'Robot',
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: ['client_credentials'],
  scope: ADMIN_SCOPES.join(' '),
};

const person = (username: string, roles: string[]): Person => ({ username, password: `the ${username} has a long password`, sub: `5c9f75c7ccf87b05a9210000-${username}`, roles });

export const ADMIN = person('admin', ['admin']);
export const AUDITOR = person('auditor', ['auditor']);
export const SUPPORT = person('support', ['support']);

/** Those who may administer beside those who may not. */
export const ADMINISTERED = { ...BOOTSTRAP, clients: [...BOOTSTRAP.clients, CONSOLE, ROBOT], accounts: [ALICE, BOB, ADMIN, AUDITOR, SUPPORT] };

export const openAdministeredHouse = (options: HouseOptions = {}): Promise<House> => openHouse({ bootstrap: ADMINISTERED, ...options });

type Body = Record<string, unknown> | string;

/** Somebody with an access token for the admin API. */
export class Administrator {
  constructor(
    readonly house: House,
    readonly token: string | null,
  ) {}

  /** A person by way of the console. */
  static async logIn(house: House, who: Person, scope = CONSOLE.scope as string): Promise<Administrator> {
    const { answer } = await new RelyingParty(house, CONSOLE).logIn(new Browser(house), who, { resource: `${house.publicUrl}/admin`, scope });
    return new Administrator(house, answer.json.access_token);
  }

  /** A program for itself. */
  static async run(house: House, scope = ADMIN_SCOPES.join(' ')): Promise<Administrator> {
    const { json } = await new RelyingParty(house, ROBOT).call('/oidc/token', { grant_type: 'client_credentials', resource: `${house.publicUrl}/admin`, scope });
    return new Administrator(house, json.access_token);
  }

  /** @param path below `/admin/v1`, or the whole URL of a next page */
  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return readAnswer(await this.house.fetch(urlOf(path), { headers: { ...this.authorization, ...headers } }));
  }

  async post(path: string, body: Body = { reason: 'because of the story' }, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, body, headers);
  }

  async send(method: string, path: string, body: Body, headers: Record<string, string> = {}): Promise<Answer> {
    const init = { method, headers: { 'content-type': 'application/json', ...this.authorization, ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) };
    return readAnswer(await this.house.fetch(urlOf(path), init));
  }

  /** All items of a list, page by page, and how many pages they came in. */
  async walk(path: string, between: () => Promise<unknown> = async () => {}): Promise<{ items: any[]; pages: number }> {
    const items: any[] = [];
    for (let pages = 1, url: string | null = path; ; pages++) {
      const { json, headers }: Answer = await this.get(url);
      items.push(...json.items);
      url = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? null;
      if (!url) return { items, pages };
      await between();
    }
  }

  private get authorization(): Record<string, string> {
    return this.token ? { authorization: `Bearer ${this.token}` } : {};
  }
}

function urlOf(path: string): string {
  return path.startsWith('http') ? path : `/admin/v1${path}`;
}
