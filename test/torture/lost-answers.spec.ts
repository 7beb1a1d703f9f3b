import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { AnswerProxy, type Loss } from '../support/answer.proxy.js';
import { openReplicas, POLICIES, ROTATING, type Family } from '../support/replicas.js';
import { at, type Script, type Statement } from '../support/statement.proxy.js';
import { IS_WHOLE, PATIENT, runs, Tally } from '../support/tally.js';
import type { Answer } from '../support/wire.js';

const { here, there, house, logIn, close } = await openReplicas();
const http = await AnswerProxy.to(here.url);
afterAll(async () => {
  http.close();
  await close();
});

const generationOf = async ({ grantId }: Family) =>
  (await house.sql<{ generation: number }>('SELECT generation FROM refresh_token WHERE grant_id = $1', [grantId]))[0]!.generation;
const verdictsOf = async ({ grantId }: Family) =>
  (await house.sql<{ verdict: string }>('SELECT verdict FROM refresh_usage WHERE grant_id = $1 ORDER BY at, id', [grantId])).map(({ verdict }) => verdict);

const isWrite = ({ sql }: Statement) => sql.includes('INSERT INTO refresh_usage');

describe('RT-11: the answer is lost, and the retry comes to the other replica', PATIENT, () => {
  /** Milliseconds until the client tries again. */
  const LATER = IS_WHOLE ? 20_000 : 300;
  /** Until it gives up on silence: long enough for the server to answer all of a batch. */
  const PATIENCE = IS_WHOLE ? 10_000 : 3000;
  const [BATCHES, BATCH] = [runs(1, 5), runs(10, 40)];

  it.each<[string, Loss]>([
    ['when the connection breaks after the server has answered', 'break'],
    ['when the server has answered, nothing comes and the client gives up', 'silence'],
  ])('%s: the retry gets what was made', async (_when, loss) => {
    const waited = Math.max(LATER, loss === 'silence' ? PATIENCE : 0);
    const tally = new Tally(`RT-11 answers lost: ${loss}, retry after ${waited} ms`, BATCHES * BATCH);
    for (let batch = 0; batch < BATCHES; batch++) {
      const families = await Promise.all(Array.from({ length: BATCH }, (_, n) => logIn(POLICIES[n % 2]!)));
      Object.assign(http, { toLose: BATCH, loss });
      const name = loss === 'break' ? 'TypeError' : 'TimeoutError';
      const later = delay(LATER);
      await Promise.all(families.map((family) => expect(here.refresh(family, { url: http.url, patience: PATIENCE })).rejects.toMatchObject({ name })));
      expect(http.lost.splice(0)).toEqual(Array(BATCH).fill(200));
      tally.add('answer lost', BATCH);
      await later;
      for (const family of families) await expectOneSuccessor(family, tally);
    }
    tally.show();
  });

  it('when the replica is killed right after the commit, likewise', async () => {
    const tally = new Tally(`RT-11 SIGKILL after the commit, retry after ${LATER} ms`, BATCHES);
    for (let kill = 0; kill < BATCHES; kill++) {
      const families = await Promise.all(Array.from({ length: 6 }, () => logIn(ROTATING)));
      await killAfterCommits(families);
      tally.add('SIGKILL');
      tally.add('committed unanswered', families.length);
      await Promise.all([here.start(), delay(LATER)]);
      for (const family of families) await expectOneSuccessor(family, tally);
    }
    tally.show();
  });

  /** The replica dies when all have been written and none has been answered. */
  async function killAfterCommits(families: Family[]): Promise<void> {
    let committed = 0;
    await new Promise<void>((done) => {
      here.wire.script = async (statement) => {
        await statement.forward();
        if (!isWrite(statement)) statement.deliver();
        else if (++committed === families.length) done();
      };
      for (const family of families) here.refresh(family).then(() => expect.unreachable('answered'), () => undefined);
    });
    await here.end('SIGKILL');
    here.wire.mend();
    for (const family of families) expect(await generationOf(family)).toBe(1);
  }

  async function expectOneSuccessor(family: Family, tally: Tally): Promise<void> {
    const [first, second] = [await there.refresh(family), await there.refresh(family)];
    for (const { status } of [first, second]) tally.add(status);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.json.refresh_token).toBe(first.json.refresh_token);
    const isTurned = family.client === ROTATING;
    expect(first.json.refresh_token === family.token).toBe(!isTurned);
    expect(await generationOf(family)).toBe(isTurned ? 1 : 0);
    expect(await verdictsOf(family)).toEqual(isTurned ? ['rotated', 'retried', 'retried'] : Array(3).fill('reused'));
    expect((await there.refresh({ ...family, token: first.json.refresh_token })).status).toBe(200);
  }
});

describe('RT-27: the database connection is cut at every statement', PATIENT, () => {
  const CUTS: Record<string, Script> = {
    'before a statement': (statement) => statement.cut(),
    'with a statement under way': (statement) => (void statement.forward(), statement.cut()),
    'before an answer': (statement) => statement.forward().then(() => statement.cut()),
    'after an answer': (statement) => statement.forward().then(() => (statement.deliver(), statement.cut())),
  };
  const RUNS = runs(40, 500);

  it('afterwards the token or its successor works; the client saw 200, or 503 with Retry-After', async () => {
    const tally = new Tally('RT-27', RUNS);
    const probe = await logIn(ROTATING);
    const places = await here.wire.count(() => here.refresh(probe));
    const cases = POLICIES.flatMap((client) =>
      Object.keys(CUTS).flatMap((kind) => [false, true].flatMap((isOutage) => Array.from({ length: places }, (_, place) => ({ client, kind, isOutage, place })))),
    );
    const step = Math.max(1, cases.length / RUNS);
    for (let run = 0; run < RUNS; run++) {
      const { client, kind, isOutage, place } = cases[Math.floor(run * step) % cases.length]!;
      const family = await logIn(client);
      let isCut = false;
      here.wire.script = at(place, async (statement) => {
        isCut = true;
        tally.add(`cut ${kind}`);
        if (isOutage) tally.add('nothing reached the database until the answer');
        await CUTS[kind]!(statement);
        if (isOutage) here.wire.cut();
      });
      const answer = await here.refresh(family);
      here.wire.mend();
      tally.add(answer.status);
      if (!isCut) tally.add('not cut');
      expectSuccessOrTrouble(answer);
      await expectAlive(family, answer, `${client.client_id}, cut ${kind} ${place}, outage ${isOutage}`);
    }
    tally.show();
    expect(tally.of('not cut')).toBeLessThan(RUNS / 20);
  });

  it('a rotation whose answer was lost is not taken for theft when another tab has used the successor meanwhile', async () => {
    const family = await logIn(ROTATING);
    let latest = '';
    here.wire.script = async (statement) => {
      await statement.forward();
      if (!isWrite(statement) || latest) return statement.deliver();
      latest = (await there.refresh(family)).json.refresh_token;
      latest = (await there.refresh({ ...family, token: latest })).json.refresh_token;
      statement.cut();
    };
    const answer = await here.refresh(family);
    here.wire.mend();
    expectSuccessOrTrouble(answer);
    expect((await there.refresh({ ...family, token: latest })).status).toBe(200);
  });

  /** Another replica goes on with what the client holds, and that leads on; no rotation was made twice. */
  async function expectAlive(family: Family, { status, json }: Answer, how: string): Promise<void> {
    const next = await there.refresh(status === 200 ? { ...family, token: json.refresh_token } : family);
    expect(next.status, how).toBe(200);
    const last = await here.refresh({ ...family, token: next.json.refresh_token });
    expect(last.status, how).toBe(200);
    const rotations = status === 200 ? 3 : 2;
    expect(await generationOf(family), how).toBe(family.client === ROTATING ? rotations : 0);
  }
});

function expectSuccessOrTrouble({ status, headers, json, text }: Answer): void {
  expect([200, 503], text).toContain(status);
  expect(headers.get('cache-control')).toBe('no-store');
  if (status === 200) return expect(json.refresh_token).toMatch(/^evgr_/);
  expect(json.error).toBe('temporarily_unavailable');
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
}
