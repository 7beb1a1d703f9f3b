import { request } from 'node:http';
import type { LoopDelay } from '../machine/loop.delay.js';
import type { Postgres } from '../machine/postgres.js';
import type { Server } from '../machine/server.js';
import { basic, ES256, MACHINE, OPAQUE, type BenchClient } from './clients.js';
import { Logins } from './logins.js';

/** How a contender is raised, and how an application talks to it. */
export interface Recipe {
  name: string;
  issuer: string;
  port: number;
  postgres: Postgres;
  loopDelay: LoopDelay;
  /** Applications that it serves. */
  clients: BenchClient[];
  /** Parameters of an authorization request that it needs for `offline_access`. */
  authorization: Record<string, string>;
  /** The application whose access tokens it can introspect. */
  introspected: BenchClient;
  raise(): Server;
}

export interface Endpoints {
  token: string;
  introspection: string;
  revocation: string;
}

/** A token service under test: its server, its PostgreSQL, and the tokens that applications got from it. */
export class Contender {
  /** Refresh tokens by client. */
  readonly refreshTokens = new Map<BenchClient, string[]>();
  accessTokens: string[] = [];
  /** Refresh tokens for nothing else. */
  toRevoke: string[] = [];
  server!: Server;
  private logins!: Logins;

  constructor(readonly recipe: Recipe) {}

  get name(): string {
    return this.recipe.name;
  }

  /** Starts the server; returns the milliseconds until it has issued its first token. */
  async start(): Promise<number> {
    const begun = performance.now();
    this.server = this.recipe.raise();
    await this.server.until(() => this.issuesToken());
    return performance.now() - begun;
  }

  /** Reads its discovery document; once, before the first login. */
  async meet(): Promise<void> {
    this.logins = await Logins.at(this.recipe);
  }

  get endpoints(): Endpoints {
    return this.logins.endpoints;
  }

  /** Real logins by the code flow, whose tokens are kept for the load. */
  async prepare(client: BenchClient, count: number): Promise<void> {
    const tokens = await this.logins.tokens(client, count);
    for (const { accessToken, idToken } of tokens) this.check(client, accessToken, idToken);
    this.refreshTokens.set(client, tokens.map(({ refreshToken }) => refreshToken));
    if (client === this.recipe.introspected) this.accessTokens = tokens.map(({ accessToken }) => accessToken);
  }

  /** Fresh codes, each as the form that exchanges it. */
  codes(client: BenchClient, count: number): Promise<string[]> {
    return this.logins.codes(client, count);
  }

  serves(client: BenchClient): boolean {
    return this.recipe.clients.includes(client);
  }

  /** Like is compared with like. */
  private check(client: BenchClient, ...tokens: string[]): void {
    const algs = tokens.map((token) => (token.includes('.') ? JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).alg : 'opaque'));
    const alg = client === ES256 ? 'ES256' : 'RS256';
    const expected = [client === OPAQUE ? 'opaque' : alg, alg];
    if (algs.join() !== expected.join()) throw new Error(`${this.name} gave ${client.client_id} tokens of ${algs} instead of ${expected}`);
  }

  private issuesToken(): Promise<boolean> {
    const path = new URL(`${this.recipe.issuer}/token`).pathname;
    const headers = { authorization: basic(MACHINE), 'content-type': 'application/x-www-form-urlencoded' };
    return new Promise((resolve, reject) => {
      const asked = request({ port: this.recipe.port, host: '127.0.0.1', path, method: 'POST', headers, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      });
      asked.once('error', reject).end('grant_type=client_credentials&scope=orders%3Aread');
    });
  }
}
