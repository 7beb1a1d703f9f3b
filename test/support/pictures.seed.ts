import { Administrator, ADMINISTERED } from './administrators.js';
import { Browser } from './browser.js';
import type { BuiltServer } from './built.server.js';
import { seedTokens } from './console.seed.js';
import { OTHER, WEB, type Person } from './data.js';
import { RelyingParty } from './relying-party.js';

const person = (name: string, n: number): Person => ({ username: name.split(' ')[0]!.toLowerCase(), name, password: `a long password of ${name}`, sub: `9d1b0c4e${n}f7a3e5d2c6b8a01`, email: `${name.split(' ')[0]!.toLowerCase()}@example.com` });
const PEOPLE = ['Grace Hopper', 'Katherine Johnson', 'Edsger Dijkstra', 'Barbara Liskov', 'Donald Knuth', 'Radia Perlman'].map(person);

/** A house that has been lived in. */
export const LIVED_IN = { ...ADMINISTERED, accounts: [...ADMINISTERED.accounts, ...PEOPLE] };

/** What pages are about. */
export interface Shown {
  token: string;
  grant: string;
  session: string;
  running: string;
  planned: string;
  erased: string;
  request: string;
}

/** A month of a service with several applications and people, for pictures of it. */
export async function seedPictures(server: BuiltServer): Promise<Shown> {
  const { house, sql } = server;
  const login = await seedTokens(server, 400);
  await spread(server, login.id);
  await new RelyingParty(house, OTHER).logIn(new Browser(house), PEOPLE[0]!);
  const refused = await new RelyingParty(house, OTHER).call('/oidc/token', { grant_type: 'refresh_token', refresh_token: (await new RelyingParty(house, WEB).logIn(new Browser(house), PEOPLE[1]!)).answer.json.refresh_token });
  const admin = await Administrator.run(house);
  const why = { reason: 'laptop stolen, reported by phone', ticket: 'SEC-1042' };
  const frozen = await sql<{ grant_id: string }>(`SELECT grant_id FROM "grant" WHERE client_id = 'other' ORDER BY created_at DESC LIMIT 2`);
  for (const { grant_id } of frozen) await admin.post(`/tokens/${grant_id}/freeze`, why);
  await admin.post('/keys/rotate', { reason: 'every quarter', alg: 'RS256' });
  await admin.post(`/accounts/${PEOPLE[5]!.sub}/erase`, { reason: 'asked to be forgotten', ticket: 'DPO-77' });
  const { json: planned } = await admin.post('/revocations', { ...why, filter: { client: 'web' }, dry_run: true });
  const { json: running } = await admin.post('/revocations', { reason: 'the release of October kept tokens in its log', ticket: 'SEC-1050', filter: { client: 'native' } });
  const [session] = await sql<{ session_id: string }>('SELECT session_id FROM session ORDER BY created_at LIMIT 1');
  return { token: login.id, grant: login.id, session: session!.session_id, running: running.id, planned: planned.id, erased: PEOPLE[5]!.sub, request: refused.headers.get('x-request-id')! };
}

/** Of what is one person's and one application's much becomes others'; and they have come by day more than by night. */
async function spread({ sql }: BuiltServer, but: string): Promise<void> {
  await sql(
    `UPDATE "grant" SET account_id = ($2::text[])[1 + n % 5], client_id = CASE WHEN n % 3 = 0 THEN 'native' WHEN n % 7 = 0 THEN 'other' ELSE client_id END
     FROM (SELECT grant_id AS id, row_number() OVER (ORDER BY grant_id)::int AS n FROM "grant") g WHERE grant_id = id AND id <> $1`,
    [but, PEOPLE.map(({ sub }) => sub)],
  );
  await sql(
    `INSERT INTO refresh_tally SELECT date_trunc('minute', at), verdict, greatest(1, share * (40 + 30 * sin(extract(epoch FROM at) / 13750) + 15 * random()))::int
     FROM generate_series(now() - interval '30 days', now() - interval '2 minutes', interval '1 minute') at, (VALUES ('reused', 1.0), ('rotated', .4), ('retried', .05), ('expired', .08), ('replayed', .004)) v(verdict, share)
     WHERE share > .02 OR random() < .01 OR at > now() - interval '20 minutes' ON CONFLICT DO NOTHING`,
  );
}
