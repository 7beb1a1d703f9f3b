import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { openReplicas, POLICIES, REUSING, ROTATING, type Family } from '../support/replicas.js';
import { at, pass, type Script } from '../support/statement.proxy.js';
import { PATIENT, runs, Tally } from '../support/tally.js';
import type { Answer } from '../support/wire.js';

const { here, there, house, logIn, close } = await openReplicas();
const rival = new pg.Client({ connectionString: house.databaseUrl });
await rival.connect();
afterAll(async () => {
  await rival.end();
  await close();
});

const generationOf = async ({ grantId }: Family) =>
  (await house.sql<{ generation: number }>('SELECT generation FROM refresh_token WHERE grant_id = $1', [grantId]))[0]!.generation;
const kill = (...clientPorts: number[]) =>
  rival.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND client_port = ANY($1)', [clientPorts]);

const TROUBLES: Record<string, Script> = {
  'serialization failure': (statement) => statement.fail('40001'),
  deadlock: (statement) => statement.fail('40P01'),
  'backend killed before a statement': async ({ clientPort, forward, deliver }) => (await kill(clientPort), await forward(), deliver()),
  'backend killed before an answer': async ({ clientPort, forward, cut }) => (await forward(), await kill(clientPort), cut()),
};

describe('RT-28: contention and killed backends are retried inside, and bounded', PATIENT, () => {
  const ROUNDS = runs(1, 20);

  it.each(POLICIES)('$client_id: trouble at any statement of a refresh is not seen outside', async (client) => {
    const tally = new Tally(`RT-28 refresh, ${client.client_id}`, ROUNDS);
    const places = await placesOf((family) => here.refresh(family));
    await withTroubles(places, tally, async () => {
      const family = await logIn(client);
      const answer = await here.refresh(family);
      tally.add(answer.status);
      expect(answer.status, answer.text).toBe(200);
      expect(await generationOf(family)).toBe(client === ROTATING ? 1 : 0);
      expect((await there.refresh({ ...family, token: answer.json.refresh_token })).status).toBe(200);
    });
    tally.show();
  });

  it('nor is it at any statement of a revocation', async () => {
    const tally = new Tally('RT-28 revocation', ROUNDS);
    const places = await placesOf((family) => here.revoke(family));
    await withTroubles(places, tally, async () => {
      const family = await logIn(ROTATING);
      const { status } = await here.revoke(family);
      tally.add(status);
      expect(status).toBe(200);
      expect((await there.refresh(family)).json.error).toBe('invalid_grant');
    });
    tally.show();
  });

  it('a server that ends all its connections is not noticed', async () => {
    const tally = new Tally('RT-28 all backends killed under 20 refreshes', runs(5, 100));
    for (let run = 0; run < runs(5, 100); run++) {
      const families = await Promise.all([logIn(ROTATING), logIn(REUSING)]);
      const refreshing = Array.from({ length: 20 }, (_, n) => here.refresh(families[n % 2]!));
      if (run % 2) await delay(Math.random() * 15);
      tally.add('backends killed', (await kill(...here.wire.clientPorts)).rowCount!);
      const answers = await Promise.all(refreshing);
      for (const { status } of answers) tally.add(status);
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
      expect(await generationOf(families[0]!)).toBe(1);
    }
    tally.show();
  });

  it('20 refreshes at once under REPEATABLE READ, where PostgreSQL itself fails with 40001', async () => {
    const { pathname } = new URL(house.databaseUrl);
    await rival.query(`ALTER DATABASE ${pathname.slice(1)} SET default_transaction_isolation TO 'repeatable read'`);
    const tally = new Tally('RT-28 repeatable read, 20 refreshes', runs(3, 50));
    for (let run = 0; run < runs(3, 50); run++) {
      await kill(...here.wire.clientPorts, ...there.wire.clientPorts);
      const family = await logIn(ROTATING);
      const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? here : there).refresh(family)));
      for (const { status } of answers) tally.add(status);
      expect(new Set(answers.map(({ status, json }) => `${status} ${json.refresh_token}`)).size).toBe(1);
      expect(await generationOf(family)).toBe(1);
    }
    await rival.query(`ALTER DATABASE ${pathname.slice(1)} RESET default_transaction_isolation`);
    await kill(...here.wire.clientPorts, ...there.wire.clientPorts);
    tally.show();
  });

  it('a deadlock that PostgreSQL finds', async () => {
    const tally = new Tally('RT-28 real deadlocks', runs(1, 10));
    await rival.query(`CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(28); RETURN NEW; END'`);
    await rival.query('CREATE TRIGGER pause BEFORE INSERT ON refresh_usage FOR EACH ROW EXECUTE FUNCTION pause()');
    for (let run = 0; run < runs(1, 10); run++) {
      const family = await logIn(ROTATING);
      await rival.query('BEGIN');
      await rival.query('SELECT pg_advisory_xact_lock(28)');
      const refreshing = here.refresh(family); // has the family's row, wants the lock
      while ((await rival.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).rowCount === 0) await delay(1);
      await delay(500); // who has waited for a second looks for deadlocks, and becomes the victim: the refresh, which came first
      await rival.query('UPDATE refresh_token SET frozen_reason = NULL WHERE grant_id = $1', [family.grantId]);
      tally.add('deadlock');
      await rival.query('COMMIT');
      tally.add((await refreshing).status);
      expect((await refreshing).status).toBe(200);
      expect(await generationOf(family)).toBe(1);
    }
    await rival.query('DROP TRIGGER pause ON refresh_usage');
    tally.show();
  });

  it.each(['40001', '40P01'])('%s without end is 503 with Retry-After after a bounded number of attempts', async (sqlState) => {
    const family = await logIn(ROTATING);
    let attempts = 0;
    here.wire.script = (statement) => (statement.sql.includes('INSERT INTO refresh_usage') ? (attempts++, statement.fail(sqlState)) : pass(statement));
    const answer = await here.refresh(family);
    here.wire.mend();
    expect([answer.status, answer.json.error, answer.headers.get('retry-after')]).toEqual([503, 'temporarily_unavailable', expect.any(String)]);
    expect(attempts).toBeGreaterThan(1);
    expect(attempts).toBeLessThan(20);
    expect((await here.refresh(family)).status).toBe(200);
  });

  async function placesOf(request: (family: Family) => Promise<Answer>): Promise<number> {
    const probe = await logIn(ROTATING);
    return here.wire.count(() => request(probe));
  }

  /** Each trouble at each statement of the request, round after round. */
  async function withTroubles(places: number, tally: Tally, request: () => Promise<void>): Promise<void> {
    for (let round = 0; round < ROUNDS; round++) {
      for (const [trouble, script] of Object.entries(TROUBLES)) {
        for (let place = 0; place < places; place++) {
          let made: void | Promise<void>;
          here.wire.script = at(place, (statement) => (tally.add(trouble), (made = script(statement))));
          await request().finally(() => here.wire.mend());
          await made!;
        }
      }
    }
  }
});
