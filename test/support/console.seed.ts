import { Browser } from './browser.js';
import type { BuiltServer } from './built.server.js';
import { ALICE, WEB } from './data.js';
import { RelyingParty } from './relying-party.js';
import type { Answer } from './wire.js';

/** A login on the web application, with the token that it holds. */
export interface Login {
  id: string;
  refresh: () => Promise<Answer>;
}

/** Logs Alice in on the web application, by its own pages. */
export async function logInAlice({ house, sql }: BuiltServer): Promise<Login> {
  const party = new RelyingParty(house, WEB);
  const { answer } = await party.logIn(new Browser(house, { 'user-agent': FIREFOX }), ALICE, { scope: 'openid offline_access' });
  const [row] = await sql<{ grant_id: string }>('SELECT grant_id FROM "grant" WHERE client_id = $1 ORDER BY created_at DESC LIMIT 1', [WEB.client_id]);
  return { id: row!.grant_id, refresh: () => party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: answer.json.refresh_token }) };
}

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** Many more families like this one: of the same client, issued over the last 30 days, from as many addresses, used by several devices. @param accounts whose they are */
export async function multiply({ sql }: BuiltServer, grantId: string, times: number, accounts: string[] = [ALICE.sub]): Promise<void> {
  await sql(
    `WITH ids AS MATERIALIZED (SELECT gen_random_uuid() AS grant_id, now() - random() * interval '30 days' AS at, ('198.51.' || n / 250 % 250 || '.' || n % 250)::inet AS ip,
        ($3::text[])[1 + n % cardinality($3::text[])] AS agent, ($4::text[])[1 + n % cardinality($4::text[])] AS account FROM generate_series(1, $2::int) n),
      likes AS (SELECT grant_id, jsonb_build_object('grant_id', grant_id, 'account_id', account, 'created_at', at, 'issued_at', at, 'noted_at', at, 'ip', ip, 'user_agent', agent, 'access_token_jti', NULL) AS change FROM ids),
      grants AS (INSERT INTO "grant" SELECT (jsonb_populate_record(g, change)).* FROM "grant" g, likes WHERE g.grant_id = $1)
     INSERT INTO refresh_token SELECT (jsonb_populate_record(f, change)).* FROM refresh_token f, likes WHERE f.grant_id = $1`,
    [grantId, times, AGENTS, accounts],
  );
}

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const AGENTS = [
  FIREFOX,
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/141.0.0.0 Safari/537.36`,
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/141.0.0.0 Mobile Safari/537.36`,
];

/** A token with a life to show, which the current month must have had room for, and many beside it. */
export async function seedTokens(server: BuiltServer, times: number): Promise<Login> {
  const login = await logInAlice(server);
  await login.refresh();
  await server.sql(`UPDATE "grant" SET created_at = created_at - interval '9 days' WHERE grant_id = $1`, [login.id]);
  await server.sql(`UPDATE refresh_token SET issued_at = issued_at - interval '9 days' WHERE grant_id = $1`, [login.id]);
  await server.sql(
    `INSERT INTO refresh_usage SELECT (jsonb_populate_record(u, jsonb_build_object('id', gen_random_uuid(), 'at', greatest(u.at - ago * interval '1 hour', date_trunc('month', u.at)), 'verdict', v.verdict, 'access_token_jti', NULL))).*
     FROM refresh_usage u, (VALUES (1, 'reused'), (3, 'reused'), (4, 'frozen'), (5, 'reused'), (101, 'retried'), (102, 'reused'), (190, 'reused')) v(ago, verdict) WHERE u.grant_id = $1`,
    [login.id],
  );
  await multiply(server, login.id, times);
  return login;
}

/** A login with so many beside it; what was there before has ended. */
export async function seedAlone(server: BuiltServer, many: number): Promise<Login> {
  await server.sql('UPDATE refresh_token SET revoked_at = now() WHERE revoked_at IS NULL');
  const login = await logInAlice(server);
  await multiply(server, login.id, many);
  return login;
}
