import { afterAll, beforeAll, expect, it } from 'vitest';
import { Administrator, ADMIN, openAdministeredHouse } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';
import { pass, StatementProxy } from '../support/statement.proxy.js';

let wire!: StatementProxy;
const house = await openAdministeredHouse({ settings: { LOG_LEVEL: 'debug' }, wire: async (url) => (wire = await StatementProxy.to(url)) });
afterAll(async () => {
  await house.close();
  wire.close();
});
const secrets = new Map<string, string>();
const answers: string[] = [];
let admin: Administrator;
let nobody: Administrator;

/** Everything that is asked with the token in hand, also where it does not belong. */
beforeAll(async () => {
  admin = await Administrator.logIn(house, ADMIN);
  nobody = await Administrator.run(house, 'audit:read');
  const { json } = (await new RelyingParty(house, WEB).logIn(new Browser(house), ALICE)).answer;
  for (const name of ['refresh_token', 'access_token', 'id_token']) secrets.set(name, json[name]);
  const bytes = Buffer.from(json.refresh_token.slice('evgr_'.length), 'base64url');
  secrets.set('forged', `evgr_${bytes.fill(7, 20, 40).toString('base64url')}`);
  for (const token of secrets.values()) {
    for (const member of ['token', 'token_id', 'jti', 'request_id']) await tell(admin.post('/explain', { [member]: token }));
    await tell(admin.post('/explain', { token: `${token}x` }));
    await tell(admin.post('/explain', { token, reason: 7 }));
    await tell(admin.post('/explain', { token: [token] }));
    await tell(admin.post('/explain', { [token]: 'x' }));
    await tell(admin.post('/explain', `{"token": "${token}"`));
    await tell(admin.post('/explain', `{"token": ${token}}`));
    await tell(admin.post('/explain', `token=${token}`, { 'content-type': 'application/x-www-form-urlencoded' }));
    await tell(admin.post(`/explain?token=${token}`, {}));
    await tell(admin.get(`/explain?token=${token}`));
    await tell(admin.post(`/explain/${token}`, {}));
    await tell(nobody.post('/explain', { token }));
    await tell(new Administrator(house, null).post('/explain', { token }));
    for (const sqlState of ['22P02', 'XX000', '57014', '08006']) expect(await whileFailing(sqlState, () => tell(admin.post('/explain', { token })))).toBeGreaterThanOrEqual(500);
  }
  await house.sql('UPDATE refresh_token SET revoked_at = now()');
  for (const token of secrets.values()) expect(await tell(admin.post('/explain', { token }))).toBe(200);
});

/** The storage fails where the token has been looked at. */
async function whileFailing(sqlState: string, work: () => Promise<number>): Promise<number> {
  wire.script = (statement) => (/signing_key|"refresh_token"/.test(statement.sql) ? statement.fail(sqlState) : pass(statement));
  return work().finally(() => wire.mend());
}

async function tell(asked: Promise<{ status: number; text: string; headers: Headers }>): Promise<number> {
  const { status, text, headers } = await asked;
  answers.push(text, JSON.stringify([...headers]));
  return status;
}

/** All rows of all tables as text. */
async function dump(): Promise<string> {
  const tables = await house.sql<{ name: string }>(`SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public'`);
  const rows = await Promise.all(tables.map(({ name }) => house.sql<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)));
  return rows.flat().map(({ row }) => row).join('\n');
}

it('no twelve characters of it stand in an answer, in the log or in the database, whatever went wrong', async () => {
  const haystacks = { answers: answers.join('\n'), log: house.logs.join('\n'), database: await dump() };
  expect(haystacks.answers).toContain('"recognition":"genuine"');
  expect(haystacks.log).toContain('"status":500');
  expect(haystacks.database).toContain(ALICE.sub);
  const hits: string[] = [];
  for (const [name, token] of secrets) {
    const [header, ...parts] = token.split('.'); // the header of a JWT is the same for all
    for (const part of parts.length > 0 ? parts : [header!]) {
      for (let at = 0; at + 12 <= part.length; at++) for (const [where, text] of Object.entries(haystacks)) if (text.includes(part.slice(at, at + 12))) hits.push(`${name} in the ${where}: ${part.slice(at, at + 12)}`);
    }
  }
  expect(hits).toEqual([]);
});
