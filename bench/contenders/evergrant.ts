import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoopDelay } from '../machine/loop.delay.js';
import type { Postgres } from '../machine/postgres.js';
import { freePort, Server } from '../machine/server.js';
import type { Options } from '../options.js';
import { API, CLAIMS, ES256, MACHINE, PERSON, REUSE, ROTATE, SCOPE, type BenchClient } from './clients.js';
import { Contender } from './contender.js';

const MEMBERS: [BenchClient, object][] = [
  [REUSE, { scope: SCOPE, refresh_token_policy: { rotation: 'reuse' } }],
  [ROTATE, { scope: SCOPE, refresh_token_policy: { rotation: 'rotate' } }],
  [ES256, { scope: SCOPE, refresh_token_policy: { rotation: 'reuse' }, id_token_signed_response_alg: 'ES256', access_token_signed_response_alg: 'ES256' }],
  [MACHINE, { scope: [...API.scopes, 'tokens:read', 'tokens:revoke'].join(' ') }],
];

/** What an operator sets. */
export interface Settings extends Record<string, string> {
  DATABASE_URL: string;
  TOKEN_KEYS: string;
}

/** Our built server, `dist/src/main.js` of this folder, as an operator starts it. */
export async function evergrant(folder: string, postgres: Postgres, options: Options): Promise<Contender & { settings: Settings }> {
  const [port, bootstrapFile] = [await freePort(), join(folder, 'bootstrap.json')];
  const clients = MEMBERS.map(([client, members]) => ({ ...client, require_consent: false, authorization_code_ttl: 600, ...members }));
  writeFileSync(bootstrapFile, JSON.stringify({ clients, accounts: [{ ...PERSON, ...CLAIMS }], resources: [API] }));
  const key = () => randomBytes(32).toString('base64url');
  const settings = {
    ...{ DATABASE_URL: postgres.url, TOKEN_KEYS: key(), ENCRYPTION_KEYS: key(), BOOTSTRAP_FILE: bootstrapFile },
    ...{ PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, LOG_LEVEL: 'info', WORKERS: String(options.workers) },
    ...options.settings,
  };
  const loopDelay = new LoopDelay(join(folder, 'loop'));
  const contender = new Contender({
    ...{ name: 'evergrant', issuer: `${settings.PUBLIC_URL}/oidc`, port, postgres, clients: MEMBERS.map(([client]) => client) },
    ...{ authorization: {}, introspected: REUSE, loopDelay },
    raise: () => Server.start({ node: options.node, args: [...options.nodeArgs, 'dist/src/main.js'], env: loopDelay.probed(settings), logFile: join(folder, 'server.log') }),
  });
  return Object.assign(contender, { settings });
}
