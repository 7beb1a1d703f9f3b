import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openHouse();
const dropUsers = () => house.sql('DROP ROLE IF EXISTS clerk, stranger'); // roles are the whole server's
await dropUsers();
afterAll(() => dropUsers().then(() => house.close()));

/** The SQLSTATE that the service's own connections get for a statement; undefined when it is done. */
const refusal = (sql: string) => house.dataSource.query(sql).then(() => undefined, (error: { code?: string }) => error.code);

/** The house's database as another user of the server. */
async function urlAs(user: string, membership = ''): Promise<string> {
  await house.sql(`CREATE ROLE ${user} LOGIN PASSWORD '${user}' ${membership}`);
  return Object.assign(new URL(house.databaseUrl), { username: user, password: user }).href;
}

const openAs = (url: string) => openHouse({ replicaOf: house, wire: async () => ({ url }), settings: { DATABASE_OWNER_URL: house.databaseUrl } });

it.each(['refresh_usage', 'admin_event'])('the service adds to %s and reads it, and may do no more', async (table) => {
  expect(await house.dataSource.query('SELECT current_user AS role')).toEqual([{ role: 'evergrant_app' }]);
  expect(await refusal(`SELECT FROM ${table}`)).toBeUndefined();
  const acts = [`UPDATE ${table} SET request_id = ''`, `DELETE FROM ${table}`, `TRUNCATE ${table}`, `ALTER TABLE ${table} DISABLE TRIGGER ALL`, `DROP TABLE ${table}`];
  for (const act of acts) expect(await refusal(act), act).toBe('42501');
  const grants = await house.sql('SELECT DISTINCT privilege_type FROM information_schema.role_table_grants WHERE table_name = $1 AND grantee IN ($2, $3) ORDER BY 1', [table, 'evergrant_app', 'PUBLIC']);
  expect(grants).toEqual([{ privilege_type: 'INSERT' }, { privilege_type: 'SELECT' }]);
});

it('a user who is no more than a member of the role runs the service, beside an owner who migrates', async () => {
  const url = await urlAs('clerk', 'IN ROLE evergrant_app');
  const other = await openAs(url);
  const clerk = new pg.Client({ connectionString: url });
  try {
    expect((await new RelyingParty(other, WEB).logIn(new Browser(other), ALICE)).answer.status).toBe(200);
    await clerk.connect();
    await expect(clerk.query(`SET ROLE ${new URL(house.databaseUrl).username}`)).rejects.toThrow(/permission denied/);
    await expect(clerk.query('DELETE FROM refresh_usage')).rejects.toThrow(/permission denied/);
  } finally {
    await Promise.all([clerk.end(), other.close()]);
  }
});

it('a user who may not act as the role is told what to do', async () => {
  await expect(openAs(await urlAs('stranger'))).rejects.toThrow(/GRANT evergrant_app TO that user/);
});
