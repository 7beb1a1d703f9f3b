import type { Pool } from 'pg';
import { API, MACHINE, OPAQUE, REUSE, ROTATE, SCOPE, type BenchClient } from '../contenders/clients.js';
import { PostgresAdapter } from './postgres.adapter.js';

/** What an access token of the API may say; as ours, it names the person's scopes too. */
const API_SCOPE = ['profile', 'phone', 'email', ...API.scopes].join(' ');

const DAY = 86_400;

interface Environment {
  pool: Pool;
  jwks: object;
  cookieKey: string;
}

/** The peer at its best for this job: signed access tokens that nothing stores, consent given, nothing on that is not asked for. */
export function configure({ pool, jwks, cookieKey }: Environment): object {
  return {
    adapter: (kind: string) => new PostgresAdapter(pool, kind),
    clients: [...[REUSE, ROTATE, OPAQUE].map((client) => ({ ...client, scope: SCOPE })), machine(MACHINE)],
    jwks,
    cookies: { keys: [cookieKey] },
    scopes: ['openid', 'offline_access', 'profile', 'phone', 'email', ...API.scopes],
    claims: { profile: ['name', 'given_name', 'family_name', 'locale', 'zoneinfo'], email: ['email', 'email_verified'], phone: ['phone_number', 'phone_number_verified'] },
    findAccount: (_ctx: unknown, accountId: string) => findAccount(pool, accountId),
    rotateRefreshToken: (ctx: { oidc: { client: { clientId: string } } }) => ctx.oidc.client.clientId === ROTATE.client_id,
    interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    ttl: { AccessToken: 3600, AuthorizationCode: 600, ClientCredentials: 3600, Grant: 30 * DAY, IdToken: 3600, Interaction: 3600, RefreshToken: 30 * DAY, Session: 14 * DAY },
    features: features(),
  };
}

function features(): object {
  return {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true, allowedPolicy: () => true },
    resourceIndicators: {
      enabled: true,
      // Opaque access tokens for one client: others cannot be introspected.
      defaultResource: (_ctx: unknown, { clientId }: { clientId: string }) => (clientId === OPAQUE.client_id ? undefined : API.identifier),
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: API_SCOPE, audience: API.identifier, accessTokenFormat: 'jwt', accessTokenTTL: 3600, jwt: { sign: { alg: 'RS256' } } }),
    },
  };
}

/** Its ID tokens hold no more of the person than ours do: what an ID token says is for userinfo to say. */
async function findAccount(pool: Pool, accountId: string): Promise<object | undefined> {
  const { rows } = await pool.query({ name: 'account', text: 'SELECT claims FROM account WHERE account_id = $1', values: [accountId] });
  if (rows.length === 0) return undefined;
  return { accountId, claims: (use: string) => (use === 'id_token' ? { sub: accountId } : { sub: accountId, ...rows[0].claims }) };
}

function machine(client: BenchClient): object {
  return { ...client, response_types: [], scope: API.scopes.join(' ') };
}

export { API_SCOPE };
