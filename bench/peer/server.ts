import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Provider, { type Context } from 'oidc-provider';
import pg from 'pg';
import { API, PERSON, REUSE, SCOPE } from '../contenders/clients.js';
import { API_SCOPE, configure } from './configuration.js';

const { DATABASE_URL, JWKS_FILE, COOKIE_KEY, ISSUER, PORT, WORKERS } = process.env as Record<string, string>;

/** As many connections as we have in each process. */
const POOL_SIZE = 10;

const AUDIT = {
  name: 'audit',
  text: `INSERT INTO refresh_audit (grant_id, at, id, verdict, client_id, account_id, ip, user_agent, request_id, scopes, resources, access_token_jti, access_token_expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
};

/** The peer's server: oidc-provider, an interaction that says yes to everything, and one audit row per refresh. */
function serve(): void {
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: POOL_SIZE, keepAlive: true });
  const provider = new Provider(ISSUER!, configure({ pool, jwks: JSON.parse(readFileSync(JWKS_FILE!, 'utf8')), cookieKey: COOKIE_KEY! }));
  provider.use(async (ctx, next) => {
    if (ctx.path.startsWith('/interaction/')) return agree(provider, ctx);
    await next();
    if (isRefreshToRecord(ctx)) await record(pool, ctx);
  });
  provider.listen(Number(PORT), '127.0.0.1');
}

/** Logs the person in, or grants what is asked for: a grant of its own for each login, as ours has. */
async function agree(provider: Provider, { req, res }: Context): Promise<void> {
  const { prompt, params } = await provider.interactionDetails(req, res);
  if (prompt.name === 'login') {
    return provider.interactionFinished(req, res, { login: { accountId: PERSON.sub } }, { mergeWithLastSubmission: false });
  }
  const grant = new provider.Grant({ accountId: PERSON.sub, clientId: params.client_id! });
  grant.addOIDCScope(SCOPE);
  grant.addResourceScope(API.identifier, API_SCOPE);
  await provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}

/** The rotating client is measured without an audit row. */
function isRefreshToRecord({ oidc, status }: Context): boolean {
  return status === 200 && oidc?.route === 'token' && oidc.params?.grant_type === 'refresh_token' && oidc.client?.clientId === REUSE.client_id;
}

/** Durable before the answer goes. */
async function record(pool: pg.Pool, ctx: Context): Promise<void> {
  const { jti, exp, expiration, aud, scope, grantId, accountId } = ctx.oidc!.entities.AccessToken!;
  const now = Date.now();
  const expiresAt = new Date(exp ? exp * 1000 : now + expiration * 1000);
  const about = [grantId, new Date(now), randomUUID(), 'reused', ctx.oidc!.client!.clientId, accountId, ctx.ip, ctx.get('user-agent'), randomUUID()];
  await pool.query({ ...AUDIT, values: [...about, scope?.split(' ') ?? [], aud ? [aud] : [], jti, expiresAt] });
}

if (cluster.isPrimary && Number(WORKERS) > 1) {
  for (let worker = 0; worker < Number(WORKERS); worker++) cluster.fork();
  process.once('SIGTERM', () => process.exit(0));
} else {
  serve();
  process.once('SIGTERM', () => process.exit(0));
}
