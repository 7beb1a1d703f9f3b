import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { ClientStore } from '../../src/client/client.store.js';
import { RefreshTokenStore, type Redeemed } from '../../src/token/refresh-token.store.js';
import { HISTORY_ROWS } from '../../src/token/theft.policy.js';
import { TheftWatch } from '../../src/token/theft.watch.js';
import { ALICE } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { logIn, POLICIES, REUSING, type Family } from '../support/replicas.js';
import { PATIENT, runs, Tally } from '../support/tally.js';
import { post } from '../support/wire.js';

const bootstrap = { clients: POLICIES, accounts: [ALICE], resources: [] };
const house = await openHouse({ bootstrap, settings: { REFRESH_RATE_LIMIT: '0', LOG_LEVEL: 'error' } });
const observer = new pg.Client({ connectionString: house.databaseUrl });
await observer.connect();
afterAll(async () => {
  await observer.end();
  await house.close();
});

/** Everything that a family has: what cost depends on its age can only be here. */
const TABLES = ['grant', 'refresh_token', 'refresh_usage'];
/** So many refreshes are weighed: a page that a new connection reads once, or that a table grows by, is then a small part of one. */
const WEIGHED = 50;

/** What PostgreSQL looked at, each time. */
interface Pages {
  /** Of tables and indexes. */
  pages: number;
  /**
   * Of the ledger itself, apart: theft is looked for in the last rows of a reused token, and on how many pages those lie is chance,
   * for each connection writes to a page of its own.
   */
  ledger: number;
}

describe('RT-31: one family for ever', PATIENT, () => {
  const USES = runs(1000, 100_000);

  it.each(POLICIES)('$client_id: it is one row, and touches no more than 1.2 times the pages of a fresh one', async (client) => {
    const tally = new Tally(`RT-31 ${client.client_id}`, USES);
    const [old, fresh] = [await logIn(house, client), await logIn(house, client)];
    await use(old, USES, tally);
    if (client === REUSING) await use(fresh, HISTORY_ROWS);
    const { rows: leaves } = await observer.query('SELECT DISTINCT relid::text AS name FROM unnest($1::text[]) AS named (name), pg_partition_tree(quote_ident(name)::regclass) WHERE isleaf', [TABLES]);
    for (const { name } of leaves) await observer.query(`ALTER TABLE ${name} SET (autovacuum_enabled = false)`); // its pages would count
    const refreshes = [await pagesOf(WEIGHED, () => refresh(old)), await pagesOf(WEIGHED, () => refresh(fresh))];
    for (const table of ['grant', 'refresh_token']) {
      expect(await house.sql(`SELECT 1 FROM "${table}" WHERE grant_id = $1`, [old.grantId])).toHaveLength(1);
    }
    const revocations = [await pagesOf(1, () => revoke(old)), await pagesOf(1, () => revoke(fresh))];
    const say = (weighed: Pages[]) => weighed.map(({ pages, ledger }) => `${pages} + ${ledger}`).join(', fresh ');
    tally.show(`; pages of a refresh ${say(refreshes)}; of a revocation ${say(revocations)}`);
    for (const [ofOld, ofFresh] of [refreshes, revocations]) {
      expect(ofFresh!.pages).toBeGreaterThan(5);
      expect(ofOld!.pages).toBeLessThanOrEqual(1.2 * ofFresh!.pages);
      expect(ofOld!.ledger).toBeLessThanOrEqual((client === REUSING ? HISTORY_ROWS : 0) + 2); // read, and written
    }
  });

  /** Through the store, as fast as it goes. */
  async function use(family: Family, times: number, tally?: Tally): Promise<void> {
    const client = (await house.app.get(ClientStore).find(family.client.client_id))!;
    for (let n = 0; n < times; n++) {
      house.clock.advance(1);
      const caller = { requestId: `use ${n}`, ip: '192.0.2.1', userAgent: 'torture' };
      const presented = { token: family.token, scopes: [], resources: [] };
      const redemption = await house.app.get(RefreshTokenStore).redeem(presented, { client, caller, jkt: null, now: house.clock.now() });
      expect(redemption.verdict).toBe(client.rotation === 'rotate' ? 'rotated' : 'reused');
      tally?.add(redemption.verdict);
      family.token = (redemption as Redeemed).refreshToken;
    }
  }

  /** Over the wire, with all that a refresh does. */
  async function refresh(family: Family): Promise<void> {
    house.clock.advance(1);
    const { status, json } = await post(house, '/oidc/token', { grant_type: 'refresh_token', refresh_token: family.token }, { basic: family.client });
    expect(status).toBe(200);
    family.token = json.refresh_token;
    await house.app.get(TheftWatch).settled();
  }

  async function revoke({ client, token }: Family): Promise<void> {
    expect((await post(house, '/oidc/token/revocation', { token }, { basic: client })).status).toBe(200);
  }

  async function pagesOf(times: number, work: () => Promise<void>): Promise<Pages> {
    const before = await countPages();
    for (let n = 0; n < times; n++) await work();
    const after = await countPages();
    return { pages: (after.pages - before.pages) / times, ledger: (after.ledger - before.ledger) / times };
  }

  /** A backend tells the last of its counts when it ends, so all but the observer's are ended. */
  async function countPages(): Promise<Pages> {
    const others = `FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;
    await observer.query(`SELECT pg_terminate_backend(pid) ${others}`);
    while ((await observer.query(`SELECT 1 ${others}`)).rowCount! > 0) await delay(1);
    const { rows } = await observer.query<Pages>(
      `SELECT sum(idx_blks_read + idx_blks_hit + CASE WHEN relname LIKE 'refresh_usage%' THEN 0 ELSE heap_blks_read + heap_blks_hit END)::int AS pages,
         sum((heap_blks_read + heap_blks_hit) * (relname LIKE 'refresh_usage%')::int)::int AS ledger
       FROM pg_statio_user_tables WHERE relname = ANY($1) OR relname LIKE 'refresh_usage%'`,
      [TABLES],
    );
    return rows[0]!;
  }
});
