import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuthorizationCodeStore } from '../../src/auth/authorization-code.store.js';
import { ClientStore } from '../../src/client/client.store.js';
import { plusSeconds } from '../../src/protocol/clock.js';
import { GrantFounder } from '../../src/token/grant.founder.js';
import { ALICE, KEYS, WEB, type ClientRegistration } from './data.js';
import { build, freePort, freshFolder, Program } from './fresh-folder.js';
import { openHouse, type House } from './house.js';
import { StatementProxy } from './statement.proxy.js';
import { readAnswer, type Answer } from './wire.js';

export const ROTATING: ClientRegistration = { ...WEB, client_id: 'rotating', refresh_token_policy: { rotation: 'rotate' } };
export const REUSING: ClientRegistration = { ...WEB, client_id: 'reusing', refresh_token_policy: { rotation: 'reuse' } };
export const POLICIES = [ROTATING, REUSING];

/** A family of refresh tokens: one login. */
export interface Family {
  client: ClientRegistration;
  grantId: string;
  token: string;
}

/** A way to the server other than straight, and how long the client waits for an answer. */
export interface Detour {
  url?: string;
  /** Milliseconds. */
  patience?: number;
}

/** Two server processes on one database, each with its own wire to it, and a house in this process for logins and SQL. */
export interface Replicas {
  /** Where the program is built. */
  folder: string;
  here: Replica;
  there: Replica;
  house: House;
  logIn(client: ClientRegistration): Promise<Family>;
  close(): Promise<void>;
}

/** A server process, started as an operator would. */
export class Replica {
  url = '';
  private program: Program | null = null;

  constructor(
    private readonly folder: string,
    private readonly env: Record<string, string>,
    readonly wire: StatementProxy,
  ) {}

  async start(): Promise<void> {
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    const env = { ...this.env, DATABASE_URL: this.wire.url, PORT: String(port) };
    this.program = new Program(process.execPath, ['dist/src/main.js'], this.folder, env);
    await this.program.printed(/Evergrant is running/);
  }

  /** What the process has logged. */
  get output(): string {
    return this.program?.output ?? '';
  }

  end(signal: NodeJS.Signals): Promise<number | null> | undefined {
    return this.program?.end(signal);
  }

  /** A form POST authenticated as this client. Throws when no answer came within so many milliseconds. */
  async post(path: string, { client_id: id, client_secret: secret }: ClientRegistration, params: Record<string, string>, to: Detour = {}): Promise<Answer> {
    const { url = this.url, patience = 20_000 } = to;
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization };
    const init = { method: 'POST', headers, body: new URLSearchParams(params).toString(), signal: AbortSignal.timeout(patience) };
    return readAnswer(await fetch(`${url}/oidc/token${path}`, init));
  }

  refresh({ client, token }: Pick<Family, 'client' | 'token'>, to?: Detour): Promise<Answer> {
    return this.post('', client, { grant_type: 'refresh_token', refresh_token: token }, to);
  }

  revoke({ client, token }: Family): Promise<Answer> {
    return this.post('/revocation', client, { token });
  }

  async isActive(client: ClientRegistration, token: string): Promise<boolean> {
    return (await this.post('/introspection', client, { token })).json.active;
  }
}

/**
 * Builds the program in a folder of its own and starts it twice.
 * @param others clients beside those of the two policies
 * @param settings further environment variables
 */
export async function openReplicas(others: ClientRegistration[] = [], settings: Record<string, string> = {}): Promise<Replicas> {
  const folder = freshFolder();
  build(folder.path);
  const bootstrap = { clients: [...POLICIES, ...others], accounts: [ALICE], resources: [] };
  const house = await openHouse({ bootstrap });
  const bootstrapFile = join(folder.path, 'bootstrap.json');
  writeFileSync(bootstrapFile, JSON.stringify(bootstrap));
  const env = { ...KEYS, BOOTSTRAP_FILE: bootstrapFile, PUBLIC_URL: house.publicUrl, LOG_LEVEL: 'warn', ...settings };
  const raise = async () => new Replica(folder.path, env, await StatementProxy.to(house.databaseUrl));
  const [here, there] = [await raise(), await raise()];
  const close = async () => {
    for (const { wire } of [here, there]) wire.mend();
    await Promise.allSettled([here, there].map((replica) => replica.end('SIGKILL')));
    for (const { wire } of [here, there]) wire.close();
    await house.close();
    folder.remove();
  };
  try {
    await Promise.all([here.start(), there.start()]);
  } catch (error) {
    await close();
    throw error;
  }
  return { folder: folder.path, here, there, house, logIn: (client) => logIn(house, client), close };
}

/** What a login leaves in the database, without the pages before it. */
export async function logIn({ app, clock }: House, client: ClientRegistration): Promise<Family> {
  const [codes, now] = [app.get(AuthorizationCodeStore), clock.now()];
  const code = await codes.issue({
    ...{ clientId: client.client_id, accountId: ALICE.sub, sessionId: '00000000-0000-4000-8000-000000000001', redirectUri: client.redirect_uris![0]! },
    ...{ scopes: ['openid', 'offline_access'], resources: [], claims: {}, nonce: null, codeChallenge: null },
    ...{ acr: '1', amr: ['pwd'], authTime: now, expiresAt: plusSeconds(now, 60) },
  });
  const caller = { requestId: 'login', ip: null, userAgent: null };
  const request = { client: (await app.get(ClientStore).find(client.client_id))!, caller, jkt: null, now };
  const { grant, refreshToken } = (await app.get(GrantFounder).found((await codes.find(code))!, request))!;
  return { client, grantId: grant.grantId, token: refreshToken! };
}
