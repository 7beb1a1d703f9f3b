import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoopDelay } from '../machine/loop.delay.js';
import type { Postgres } from '../machine/postgres.js';
import { freePort, Server } from '../machine/server.js';
import type { Options } from '../options.js';
import { CLAIMS, MACHINE, OPAQUE, PERSON, REUSE, ROTATE } from './clients.js';
import { Contender } from './contender.js';

const PROGRAM = join(import.meta.dirname, '../peer/server.js');
const SCHEMA = 'bench/peer/schema.sql';

/** `oidc-provider` from npm, on our adapter. */
export async function peer(folder: string, postgres: Postgres, options: Options): Promise<Contender> {
  const [port, keyFile] = [await freePort(), join(folder, 'jwks.json')];
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(keyFile, JSON.stringify({ keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] }));
  await postgres.query(readFileSync(SCHEMA, 'utf8'));
  await postgres.query('INSERT INTO account VALUES ($1, $2)', [PERSON.sub, CLAIMS]);
  const issuer = `http://127.0.0.1:${port}`;
  const env = {
    ...{ DATABASE_URL: postgres.url, JWKS_FILE: keyFile, COOKIE_KEY: randomBytes(32).toString('base64url'), ISSUER: issuer },
    ...{ PORT: String(port), WORKERS: String(options.peerWorkers) },
  };
  const loopDelay = new LoopDelay(join(folder, 'loop'));
  return new Contender({
    ...{ name: 'oidc-provider', issuer, port, postgres, clients: [REUSE, ROTATE, OPAQUE, MACHINE] },
    ...{ authorization: { prompt: 'consent' }, introspected: OPAQUE, loopDelay },
    raise: () => Server.start({ node: options.node, args: [PROGRAM], env: loopDelay.probed(env), logFile: join(folder, 'server.log') }),
  });
}
