import * as openid from 'openid-client';
import type { Browser, Page } from './browser.js';
import type { ClientRegistration, Person } from './data.js';
import type { House } from './house.js';
import { post, readAnswer, type Answer, type Body, type PostOptions } from './wire.js';

type Params = Record<string, string>;
/** Changes to a request's parameters; undefined takes one away. */
type Changes = Record<string, string | undefined>;
type Login = Pick<Person, 'username' | 'password'>;

/** What must be found again in the answer to an authorization request. */
export type Checks = openid.AuthorizationCodeGrantChecks;

/** The raw answer, and what openid-client made of it: id_token signature, nonce and times (by the house's clock) are checked. */
export interface Tokens {
  answer: Answer;
  tokens: openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers;
}

const AUTHENTICATION = { client_secret_basic: openid.ClientSecretBasic, client_secret_post: openid.ClientSecretPost, none: openid.None };

/** An application built on the real openid-client. Made with a replica, it has its requests served there. */
export class RelyingParty {
  readonly redirectUri: string;
  private server: openid.ServerMetadata | null = null;

  constructor(
    readonly house: House,
    readonly client: ClientRegistration,
    redirectUri?: string,
  ) {
    this.redirectUri = redirectUri ?? client.redirect_uris?.[0] ?? '';
  }

  /** openid-client's configuration with the metadata that discovery gave, at the house's time. */
  async configuration(see?: (answer: Answer) => void): Promise<openid.Configuration> {
    const { client_id: clientId, client_secret: secret, token_endpoint_auth_method: method, ...registered } = this.client;
    const metadata = { ...registered, client_secret: secret, [openid.clockSkew]: this.house.clock.lead };
    const fetch: openid.CustomFetch = async (url, init) => {
      const response = await this.house.fetch(url, init as RequestInit);
      if (!url.includes('/.well-known/')) see?.(await readAnswer(response.clone()));
      return response;
    };
    const options = { execute: [openid.allowInsecureRequests], [openid.customFetch]: fetch };
    this.server ??= (await openid.discovery(new URL(this.house.issuer), clientId, metadata, openid.None(), options)).serverMetadata();
    const configuration = new openid.Configuration(this.server, clientId, metadata, AUTHENTICATION[method](secret));
    configuration[openid.customFetch] = fetch;
    openid.allowInsecureRequests(configuration);
    openid.enableNonRepudiationChecks(configuration);
    return configuration;
  }

  /** An authorization request with PKCE, state and nonce, and `prompt=consent` for `offline_access` (OpenID Connect Core §11). */
  async authorizationUrl(changes: Changes = {}): Promise<{ url: URL; checks: Checks }> {
    const [state, nonce, verifier] = [openid.randomState(), openid.randomNonce(), openid.randomPKCECodeVerifier()];
    const scope = changes.scope ?? String(this.client.scope);
    const isLogin = scope.split(' ').includes('openid');
    const defaults: Changes = {
      ...{ redirect_uri: this.redirectUri, scope, state, nonce: isLogin ? nonce : undefined },
      ...{ code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
      prompt: scope.includes('offline_access') ? 'consent' : undefined,
    };
    const params = Object.entries({ ...defaults, ...changes }).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const sent = new Map(params);
    const url = openid.buildAuthorizationUrl(await this.configuration(), new URLSearchParams(params));
    const maxAge = sent.has('max_age') ? Number(sent.get('max_age')) : undefined;
    const pkceCodeVerifier = sent.has('code_challenge') ? verifier : undefined;
    return { url, checks: { expectedState: sent.get('state'), expectedNonce: sent.get('nonce'), maxAge, pkceCodeVerifier, idTokenExpected: isLogin } };
  }

  /** Sends the person through login and consent; returns the URL at which the application gets its answer. */
  async authorize(browser: Browser, person: Login, changes?: Changes): Promise<{ callback: URL; checks: Checks }> {
    const { url, checks } = await this.authorizationUrl(changes);
    const page = await answerPages(await browser.open(url), person);
    return { callback: page.url, checks };
  }

  exchange(callback: URL, checks: Checks, params?: Params): Promise<Tokens> {
    return this.ask((configuration) => openid.authorizationCodeGrant(configuration, callback, checks, params));
  }

  /** The main job up to the first tokens: authorize, then exchange the code. */
  async logIn(browser: Browser, person: Login, changes?: Changes): Promise<Tokens & { callback: URL; checks: Checks }> {
    const { callback, checks } = await this.authorize(browser, person, changes);
    return { callback, checks, ...(await this.exchange(callback, checks)) };
  }

  refresh(refreshToken: string, params?: Params): Promise<Tokens> {
    return this.ask((configuration) => openid.refreshTokenGrant(configuration, refreshToken, params));
  }

  async introspect(token: string, params?: Params): Promise<openid.IntrospectionResponse> {
    return openid.tokenIntrospection(await this.configuration(), token, params);
  }

  async revoke(token: string, params?: Params): Promise<void> {
    await openid.tokenRevocation(await this.configuration(), token, params);
  }

  async userinfo(accessToken: string, subject: string | typeof openid.skipSubjectCheck = openid.skipSubjectCheck): Promise<openid.UserInfoResponse> {
    return openid.fetchUserInfo(await this.configuration(), accessToken, subject);
  }

  /** A form POST past openid-client, without client authentication unless it is given. */
  post(path: string, body: Body, options?: PostOptions): Promise<Answer> {
    return post(this.house, path, body, options);
  }

  /** The same, authenticated as this client by its own method. */
  call(path: string, params: Params): Promise<Answer> {
    const { client_id, client_secret, token_endpoint_auth_method: method } = this.client;
    if (method === 'client_secret_basic') return this.post(path, params, { basic: this.client });
    return this.post(path, { client_id, ...(method === 'client_secret_post' && { client_secret }), ...params });
  }

  private async ask(request: (configuration: openid.Configuration) => Promise<Tokens['tokens']>): Promise<Tokens> {
    const answers: Answer[] = [];
    const tokens = await request(await this.configuration((answer) => answers.push(answer)));
    return { tokens, answer: answers[0]! };
  }
}

/** Logs in and consents wherever a page asks for it, until the browser has left the house. */
async function answerPages(page: Page, { username, password }: Login): Promise<Page> {
  for (let pages = 0; !page.left && pages < 5; pages++) {
    if (page.$('#password').length > 0) page = await page.submit('#submit', { username, password });
    else if (page.$('#allow').length > 0) page = await page.submit('#allow');
    else break;
  }
  if (!page.left) throw new Error(`stuck at ${page.url.pathname} (${page.status}): ${page.$('body').text().replace(/\s+/g, ' ')}`);
  return page;
}
