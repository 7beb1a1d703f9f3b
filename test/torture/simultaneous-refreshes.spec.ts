import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { openReplicas, POLICIES, ROTATING, REUSING, type Family, type Replica } from '../support/replicas.js';
import { at, type Script, type Statement } from '../support/statement.proxy.js';
import { PATIENT, runs, Tally } from '../support/tally.js';
import type { Answer } from '../support/wire.js';

const { here, there, house, logIn, close } = await openReplicas();
const pauser = new pg.Client({ connectionString: house.databaseUrl });
await pauser.connect();
afterAll(async () => {
  await pauser.end();
  await close();
});

const verdictsOf = ({ grantId }: Family) =>
  house.sql('SELECT verdict, count(*)::int AS count FROM refresh_usage WHERE grant_id = $1 GROUP BY 1 ORDER BY 1', [grantId]);
const generationOf = ({ grantId }: Family) => house.sql('SELECT generation FROM refresh_token WHERE grant_id = $1', [grantId]);

describe('RT-10: 50 simultaneous refreshes with one token on two replicas', PATIENT, () => {
  const RUNS = runs(3, 100);

  it('rotate: one successor, one step, one rotation and 49 retries', async () => {
    const tally = new Tally('RT-10 rotate', RUNS);
    for (let run = 0; run < RUNS; run++) {
      const family = await logIn(ROTATING);
      const answers = await refreshAtOnce(family, tally);
      const successors = new Set(answers.map(({ json }) => json.refresh_token));
      tally.add('distinct successor', successors.size);
      expect([...successors]).toEqual([expect.not.stringContaining(family.token)]);
      expect(await generationOf(family)).toEqual([{ generation: 1 }]);
      expect(await verdictsOf(family)).toEqual([{ verdict: 'retried', count: 49 }, { verdict: 'rotated', count: 1 }]);
    }
    tally.show();
  });

  it('reuse: the same token for all', async () => {
    const tally = new Tally('RT-10 reuse', RUNS);
    for (let run = 0; run < RUNS; run++) {
      const family = await logIn(REUSING);
      const answers = await refreshAtOnce(family, tally);
      expect(new Set(answers.map(({ json }) => json.refresh_token))).toEqual(new Set([family.token]));
      expect(await generationOf(family)).toEqual([{ generation: 0 }]);
      expect(await verdictsOf(family)).toEqual([{ verdict: 'reused', count: 50 }]);
    }
    tally.show();
  });

  async function refreshAtOnce(family: Family, tally: Tally): Promise<Answer[]> {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => (n % 2 ? here : there).refresh(family)));
    for (const { status } of answers) tally.add(status);
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(new Set(answers.map(({ json }) => json.access_token)).size).toBe(50);
    return answers;
  }
});

describe('RT-26: a refresh on one replica races a revocation on the other', PATIENT, () => {
  const RUNS = runs(48, 1000);
  /** Milliseconds that the one party gets while the other is held up; longer and it is waiting for a lock. */
  const PATIENCE = 40;
  /** Between one race of the plan and the next, so that few runs see something of each kind: a prime. */
  const STRIDE = 7;

  it('once revoke has answered 200, no token of the family works and none minted by it is active', async () => {
    await house.sql(`CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(26); RETURN NEW; END'`);
    await house.sql('CREATE TRIGGER pause BEFORE INSERT ON refresh_usage FOR EACH ROW EXECUTE FUNCTION pause()');
    const tally = new Tally('RT-26', RUNS);
    const races = await planRaces();
    for (let run = 0; run < RUNS; run++) {
      const client = POLICIES[run % 2]!;
      const family = await logIn(client);
      const isRetry = client === ROTATING && run % 4 === 0;
      const before = isRetry ? [(await here.refresh(family)).json] : [];
      const answer = await races[(Math.floor(run / 4) * STRIDE) % races.length]!(family, tally);
      tally.add(answer.status === 200 ? 'won by refresh' : 'won by revoke');
      tally.add(answer.status);
      expect([200, 400], answer.text).toContain(answer.status);
      await expectDead(family, [...before, ...(answer.status === 200 ? [answer.json] : [])]);
    }
    await house.sql('DROP TRIGGER pause ON refresh_usage');
    tally.show();
    expect(tally.of('won by refresh')).toBeGreaterThan(RUNS / 10);
    expect(tally.of('won by revoke')).toBeGreaterThan(RUNS / 10);
  });

  type Race = (family: Family, tally: Tally) => Promise<Answer>;

  /** Every place at which a request can be held, on both sides; and some where it is not. */
  async function planRaces(): Promise<Race[]> {
    const probe = await logIn(ROTATING);
    const [refreshes, revokes] = [await here.wire.count(() => here.refresh(probe)), await there.wire.count(() => there.revoke(probe))];
    const held = (replica: Replica, places: number) =>
      Array.from({ length: places }, (_, place) => [holding(replica, place, 'before'), holding(replica, place, 'after')]).flat();
    const [inside, free] = [Array<Race>(4).fill(holdingInside), Array<Race>(4).fill(racingFreely)];
    return [...held(here, refreshes), ...inside, ...held(there, revokes), ...free];
  }

  /** The replica's request is held at a statement: the other party acts meanwhile. */
  function holding(replica: Replica, place: number, when: 'before' | 'after'): Race {
    return async (family, tally) => {
      const gate = new Gate();
      replica.wire.script = gate.hold(place, when);
      const parties = [() => here.refresh(family), () => there.revoke(family)] as const;
      const [held, other] = replica === here ? parties : [parties[1], parties[0]];
      const holding = held();
      await Promise.race([gate.reached, holding]);
      tally.add(gate.isReached ? `held ${replica === here ? 'refresh' : 'revoke'}` : 'not held');
      const meeting = other();
      await Promise.race([meeting, delay(PATIENCE)]);
      const isGone = replica === here && (await expectGoneIfAnswered(meeting, family));
      gate.open();
      const answers = await Promise.all([holding, meeting]);
      replica.wire.mend();
      const [answer, revocation] = replica === here ? answers : [answers[1], answers[0]];
      expect(revocation.status, revocation.text).toBe(200);
      if (isGone && !gate.isWritten) expect(answer.json.error, 'it was revoked before the refresh wrote anything').toBe('invalid_grant');
      return answer;
    };
  }

  /** The refresh is held in the midst of its one statement: the family is changed, the ledger's row is not yet written. */
  async function holdingInside(family: Family, tally: Tally): Promise<Answer> {
    await pauser.query('SELECT pg_advisory_lock(26)');
    const refreshing = here.refresh(family);
    while ((await pauser.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).rowCount === 0) await delay(1);
    tally.add('held inside the write');
    const revoking = there.revoke(family);
    await Promise.race([revoking, delay(PATIENCE)]);
    await expectGoneIfAnswered(revoking, family);
    await pauser.query('SELECT pg_advisory_unlock(26)');
    expect((await revoking).status).toBe(200);
    return refreshing;
  }

  async function racingFreely(family: Family, tally: Tally): Promise<Answer> {
    tally.add('free');
    const [refreshing] = [here.refresh(family), await delay(Math.random() * 12)];
    expect((await there.revoke(family)).status).toBe(200);
    return refreshing;
  }

  /** From the moment of revoke's 200, not only after the dust has settled. True when it has answered. */
  async function expectGoneIfAnswered(revoking: Promise<Answer>, { client, token }: Family): Promise<boolean> {
    const answer = await Promise.race([revoking, null]);
    if (answer) expect([answer.status, await there.isActive(client, token)]).toEqual([200, false]);
    return answer !== null;
  }

  async function expectDead({ client, token }: Family, minted: Answer['json'][]): Promise<void> {
    const refreshTokens = new Set([token, ...minted.map((tokens) => tokens.refresh_token)]);
    for (const replica of [here, there]) {
      for (const { access_token: accessToken } of minted) expect(await replica.isActive(client, accessToken)).toBe(false);
      for (const refreshToken of refreshTokens) {
        expect(await replica.isActive(client, refreshToken)).toBe(false);
        expect((await replica.refresh({ client, token: refreshToken })).json.error).toBe('invalid_grant');
      }
    }
  }
});

/** Holds a statement until it is opened. */
class Gate {
  isReached = false;
  /** Had the refresh come to its one write when it was held? */
  isWritten = false;
  private isOpen = false;
  readonly reached: Promise<void>;
  open!: () => void;
  private arrive!: () => void;
  private readonly opened = new Promise<void>((resolve) => (this.open = () => ((this.isOpen = true), resolve())));

  constructor() {
    this.reached = new Promise((resolve) => (this.arrive = () => ((this.isReached = true), resolve())));
  }

  /** The statement at this place, counted from 0, before PostgreSQL sees it or before its answer is seen. */
  hold(place: number, when: 'before' | 'after'): Script {
    const held: Script = async (statement) => {
      if (when === 'after') await this.forward(statement);
      this.arrive();
      await this.opened;
      if (when === 'before') await this.forward(statement);
      statement.deliver();
    };
    const free: Script = async (statement) => (await this.forward(statement), statement.deliver());
    return at(place, held, free);
  }

  private async forward(statement: Statement): Promise<void> {
    if (!this.isOpen && statement.sql.includes('INSERT INTO refresh_usage')) this.isWritten = true;
    await statement.forward();
  }
}
