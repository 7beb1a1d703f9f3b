import * as openid from 'openid-client';
import { Browser, type Page } from '../../test/support/browser.js';
import type { House } from '../../test/support/house.js';
import { PERSON, SCOPE, type BenchClient } from './clients.js';
import type { Endpoints, Recipe } from './contender.js';

/** Browsers that log in side by side. */
const BROWSERS = 4;

export interface LoginTokens {
  accessToken: string;
  idToken: string;
  refreshToken: string;
}

/** Logs people in by the real code flow: openid-client and browsers, which log in once and then stay logged in. */
export class Logins {
  private readonly browsers: Browser[];

  private constructor(
    private readonly recipe: Recipe,
    private readonly metadata: openid.ServerMetadata,
  ) {
    this.browsers = Array.from({ length: BROWSERS }, () => new Browser(houseOf(recipe)));
  }

  static async at(recipe: Recipe): Promise<Logins> {
    const options = { execute: [openid.allowInsecureRequests] };
    const discovered = await openid.discovery(new URL(recipe.issuer), 'anybody', {}, openid.None(), options);
    return new Logins(recipe, discovered.serverMetadata());
  }

  get endpoints(): Endpoints {
    const path = (url: string | undefined) => new URL(url!).pathname;
    const { token_endpoint: token, introspection_endpoint: introspection, revocation_endpoint: revocation } = this.metadata;
    return { token: path(token), introspection: path(introspection), revocation: path(revocation) };
  }

  tokens(client: BenchClient, count: number): Promise<LoginTokens[]> {
    const configuration = this.configurationOf(client);
    return this.each(count, async (browser) => {
      const { callback, checks } = await this.authorize(browser, client, configuration);
      const tokens = await openid.authorizationCodeGrant(configuration, callback, checks);
      if (!tokens.refresh_token) throw new Error(`${this.recipe.name} gave ${client.client_id} no refresh token`);
      return { accessToken: tokens.access_token, idToken: tokens.id_token!, refreshToken: tokens.refresh_token };
    });
  }

  codes(client: BenchClient, count: number): Promise<string[]> {
    const configuration = this.configurationOf(client);
    return this.each(count, async (browser) => {
      const { callback, checks } = await this.authorize(browser, client, configuration);
      const form = { code: callback.searchParams.get('code')!, redirect_uri: client.redirect_uris[0]!, code_verifier: checks.pkceCodeVerifier! };
      return new URLSearchParams(form).toString();
    });
  }

  private configurationOf({ client_id: id, client_secret: secret }: BenchClient): openid.Configuration {
    const configuration = new openid.Configuration(this.metadata, id, {}, openid.ClientSecretBasic(secret));
    openid.allowInsecureRequests(configuration);
    return configuration;
  }

  /** The browsers share the work. */
  private async each<T>(count: number, task: (browser: Browser) => Promise<T>): Promise<T[]> {
    const done: T[] = [];
    let begun = 0;
    const work = async (browser: Browser) => {
      while (begun++ < count) done.push(await task(browser));
    };
    await Promise.all(this.browsers.map(work));
    return done;
  }

  private async authorize(browser: Browser, client: BenchClient, configuration: openid.Configuration) {
    const [state, nonce, verifier] = [openid.randomState(), openid.randomNonce(), openid.randomPKCECodeVerifier()];
    const url = openid.buildAuthorizationUrl(configuration, {
      ...{ redirect_uri: client.redirect_uris[0]!, scope: SCOPE, state, nonce, ...this.recipe.authorization },
      ...{ code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
    });
    const { url: callback } = await logIn(await browser.open(url));
    return { callback, checks: { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true } };
  }
}

/** Fills the login page where one comes; the peer asks nobody. */
async function logIn(page: Page): Promise<Page> {
  if (page.$('#password').length > 0) page = await page.submit('#submit', { username: PERSON.username, password: PERSON.password });
  if (!page.left) throw new Error(`stuck at ${page.url.pathname} (${page.status}): ${page.$('body').text().replace(/\s+/g, ' ')}`);
  return page;
}

/** As much of a house as a browser looks at. */
function houseOf({ issuer }: Recipe): House {
  const house: Pick<House, 'publicUrl' | 'fetch'> & { clock: { now(): Date } } = {
    publicUrl: new URL(issuer).origin,
    fetch: (url, init) => fetch(url, { redirect: 'manual', ...init }),
    clock: { now: () => new Date() },
  };
  return house as House;
}
