import { afterAll, beforeAll, expect, it } from 'vitest';
import { Administrator, ROBOT } from '../support/administrators.js';
import { multiply, until } from '../support/families.js';
import { openReplicas, REUSING, ROTATING, type Family, type Replica, type Replicas } from '../support/replicas.js';
import { pass } from '../support/statement.proxy.js';

const FAMILIES = 2000;
let replicas: Replicas;

beforeAll(async () => (replicas = await openReplicas([ROBOT])), 120_000);
afterAll(() => replicas.close());

/** The robot, whose requests this replica serves. */
async function robotAt(replica: Replica): Promise<Administrator> {
  const { token } = await Administrator.run(replicas.house);
  const fetchHere: typeof replicas.house.fetch = (to, init) => fetch(new URL(to, replica.url), init);
  return new Administrator({ ...replicas.house, logs: [], fetch: fetchHere }, token);
}

/** Kills the replica where it is about to tell of this batch: what it has revoked in it is not committed. */
const killedAt = (replica: Replica, batch: number): Promise<unknown> =>
  new Promise((resolve) => {
    let seen = 0;
    replica.wire.script = (statement) => {
      if (!statement.sql.startsWith('UPDATE mass_revocation SET done') || ++seen < batch) return pass(statement);
      resolve(replica.end('SIGKILL'));
    };
  });

it('by SIGKILL in the middle of a batch: another replica ends it, and nothing is done twice or left', async () => {
  const { here, there, house, logIn } = replicas;
  const families: Family[] = [await logIn(REUSING), await logIn(ROTATING)];
  await multiply(house, families[0]!.grantId, FAMILIES);
  const accessTokens = await Promise.all(families.map(async (family) => (await here.refresh(family)).json.access_token as string));
  const [robot, other] = [await robotAt(here), await robotAt(there)];
  const { json: plan } = await robot.post('/revocations', { reason: 'a leak', everything: true, dry_run: true });
  expect(plan.total).toBe(FAMILIES + 2);
  const late = await logIn(REUSING);

  const killed = killedAt(here, 4);
  expect((await robot.post(`/revocations/${plan.id}/execute`)).status).toBe(202);
  await killed;
  const broken = (await other.get(`/revocations/${plan.id}`)).json;
  expect(broken).toMatchObject({ state: 'running', gone: 0 });
  expect(broken.done).toBeGreaterThan(0);
  expect(broken.done).toBeLessThan(FAMILIES / 2);

  expect(await until(other, plan.id)).toMatchObject({ state: 'done', done: FAMILIES + 2, gone: 0 });
  const count = async (sql: string) => (await house.sql<{ count: number }>(`SELECT count(*)::int AS count FROM ${sql}`))[0]!.count;
  expect(await count('refresh_token WHERE revoked_at IS NULL')).toBe(1);
  expect(await count('"grant" WHERE revoked_at IS NULL')).toBe(1);
  expect(await count("admin_event WHERE action = 'token.revoke'")).toBe(FAMILIES + 2);
  expect(await count("(SELECT DISTINCT target_id FROM admin_event WHERE action = 'token.revoke') told")).toBe(FAMILIES + 2);
  expect(await count("admin_event WHERE action = 'revocation.finish'")).toBe(1);
  expect(await count('mass_revocation_member')).toBe(0);

  await here.start();
  for (const replica of [here, there]) {
    for (const family of families) expect((await replica.refresh(family)).json.error).toBe('invalid_grant');
    for (const token of accessTokens) expect(await replica.isActive(REUSING, token)).toBe(false);
    expect((await replica.refresh(late)).status).toBe(200);
  }
}, 90_000);
