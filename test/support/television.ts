import { Browser, type Page } from './browser.js';
import { ALICE, type ClientRegistration, type Person } from './data.js';
import type { House } from './house.js';
import { post, type Answer } from './wire.js';

export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/** An application on a device without a browser. */
export const TV: ClientRegistration = {
  client_id: 'tv',
  client_name: 'Example TV',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: [DEVICE_CODE, 'refresh_token'],
  scope: 'openid profile email offline_access orders:read orders:write',
};

type Params = Record<string, string>;

/** A device that asks for access, by bare requests. */
export class Television {
  constructor(
    readonly house: House,
    readonly client = TV,
    private readonly headers: Params = { 'user-agent': 'ExampleTV/7.1' },
  ) {}

  ask(params: Params = { scope: 'openid offline_access' }): Promise<Answer> {
    return this.post('/oidc/device_authorization', params);
  }

  /** @param headers beside its own; @param at another replica */
  poll(deviceCode: string, params: Params = {}, headers: Params = {}, at = this.house): Promise<Answer> {
    return this.post('/oidc/token', { grant_type: DEVICE_CODE, device_code: deviceCode, ...params }, headers, at);
  }

  private post(path: string, params: Params, headers: Params = {}, at = this.house): Promise<Answer> {
    const isPublic = this.client.token_endpoint_auth_method === 'none';
    const options = { headers: { ...this.headers, ...headers }, ...(!isPublic && { basic: this.client }) };
    return post(at, path, { ...(isPublic && { client_id: this.client.client_id }), ...params }, options);
  }
}

/** A person enters the code and logs in where that is asked for; the page that asks for the answer. */
export async function enter(house: House, userCode: string, who: Pick<Person, 'username' | 'password'> = ALICE, browser = new Browser(house)): Promise<Page> {
  const page = await (await browser.open('/device')).submit('#submit', { user_code: userCode });
  return page.$('#password').length > 0 ? page.submit('#submit', { username: who.username, password: who.password }) : page;
}

/** The same, and allows it. */
export async function allow(house: House, userCode: string, who?: Person, browser?: Browser): Promise<Page> {
  return (await enter(house, userCode, who, browser)).submit('#allow');
}
