import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { TheftWatch } from '../../src/token/theft.watch.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, WEB, type ClientRegistration } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { pass, StatementProxy, type Statement } from '../support/statement.proxy.js';

/** By the name of its `theft_action`; or by default, or rotating each time. */
const POLICIES: Record<string, object | undefined> = {
  ...Object.fromEntries(['off', 'alert', 'rotate', 'freeze'].map((action) => [action, { theft_action: action }])),
  default: undefined,
  turning: { theft_action: 'freeze', rotation: 'rotate' },
};
const client = (name: string): ClientRegistration => ({ ...WEB, client_id: name, refresh_token_policy: POLICIES[name] });
let wire!: StatementProxy;
const house = await openHouse({
  bootstrap: { ...BOOTSTRAP, clients: Object.keys(POLICIES).map(client) },
  settings: { TRUST_PROXY: '127.0.0.1' },
  wire: async (url) => (wire = await StatementProxy.to(url)),
});
afterAll(async () => {
  await house.close();
  wire.close();
});

const OWNER = { 'x-forwarded-for': '192.0.2.10', 'user-agent': 'ExampleApp/3.1 (iPhone; iOS 26.1)' };
const THIEF = { 'x-forwarded-for': '203.0.113.66', 'user-agent': 'python-requests/2.32' };

let party: RelyingParty;
let token: string;

/** A login, and a habit: the owner refreshes hourly for half a day. */
async function settle(action: string): Promise<void> {
  party = new RelyingParty(house, client(action));
  token = (await party.logIn(new Browser(house), ALICE)).answer.json.refresh_token;
  for (let hour = 0; hour < 12; hour++) {
    house.clock.advance(3600);
    const { status, json } = await refresh(OWNER);
    expect(status).toBe(200);
    token = json.refresh_token;
  }
  house.clock.advance(1800);
}

const refresh = (headers: Record<string, string>, presented = token) =>
  party.post('/oidc/token', { grant_type: 'refresh_token', refresh_token: presented }, { basic: party.client, headers });

const familyOf = async () => {
  const [row] = await house.sql(`SELECT frozen_at, frozen_reason, rotate_next_at, generation FROM refresh_token JOIN "grant" USING (grant_id) WHERE client_id = $1 ORDER BY issued_at DESC LIMIT 1`, [party.client.client_id]);
  return row!;
};

async function alerts(): Promise<{ signals: { name: string; reason: string }[] }[]> {
  await house.app.get(TheftWatch).settled();
  return house.logs.map((line) => JSON.parse(line)).filter(({ context }) => context === 'Theft');
}

let before: number;
beforeEach(async () => {
  before = (await alerts()).length;
});
const newAlerts = async () => (await alerts()).slice(before);

describe('a stranger uses the token while its owner is still there', () => {
  it.each(['alert', 'default'])('%s: it is answered, and the operator is told in words', async (name) => {
    await settle(name);
    expect(await newAlerts()).toEqual([]);
    expect((await refresh(THIEF)).status).toBe(200);
    const [alert, ...more] = await newAlerts();
    expect(alert).toMatchObject({ level: 'warn', score: 60, signals: [{ name: 'stranger_beside_usual', score: 60, reason: expect.stringContaining('203.0.113.0/24') }] });
    expect(more).toEqual([]);
    expect(await familyOf()).toMatchObject({ frozen_at: null, rotate_next_at: null, generation: 0 });
    expect(JSON.stringify(alert)).not.toContain(token.slice(5, 30));
  });

  it('rotate: the next refresh is answered with a rotated token, once', async () => {
    await settle('rotate');
    expect((await refresh(THIEF)).json.refresh_token).toBe(token);
    expect(await newAlerts()).toHaveLength(1);
    house.clock.advance(1800);
    const { json } = await refresh(OWNER);
    expect(json.refresh_token).not.toBe(token);
    house.clock.advance(3600);
    expect((await refresh(OWNER, json.refresh_token)).json.refresh_token).toBe(json.refresh_token);
    expect((await refresh(THIEF)).json.error, 'and whoever has the old one betrays himself').toBe('invalid_grant');
    expect((await refresh(OWNER, json.refresh_token)).json.error).toBe('invalid_grant');
  });

  it('freeze: it is refused until somebody lifts it', async () => {
    await settle('freeze');
    expect((await refresh(THIEF)).json.error).toBe('invalid_grant');
    expect((await refresh(OWNER)).json.error).toBe('invalid_grant');
    expect(await familyOf()).toMatchObject({ frozen_at: house.clock.now(), frozen_reason: 'stranger_beside_usual' });
    const lift = () => house.sql('UPDATE refresh_token SET frozen_at = NULL, frozen_reason = NULL');
    await lift();
    expect((await refresh(OWNER)).json.refresh_token).toBe(token);
    expect((await refresh(THIEF)).json.error, 'who was refused has not become familiar by that').toBe('invalid_grant');
    await lift();
    expect((await refresh(OWNER)).json.refresh_token).toBe(token);
  });

  it('off: nobody looks', async () => {
    await settle('off');
    expect((await refresh(THIEF)).status).toBe(200);
    expect(await newAlerts()).toEqual([]);
    expect(await familyOf()).toMatchObject({ frozen_at: null, rotate_next_at: null, generation: 0 });
  });
});

describe('where it is looked for', () => {
  const isWrite = ({ sql }: Statement) => sql.includes('INSERT INTO refresh_usage');
  const isTelling = ({ sql }: Statement) => /INSERT INTO "?admin_event/.test(sql);
  const isLook = (statement: Statement) => !isWrite(statement) && statement.sql.includes('FROM refresh_usage');

  it.each([
    ['off', 'a stranger', THIEF, ['write']],
    ['alert', 'a stranger', THIEF, ['write', 'look', 'tell']],
    ['alert', 'the owner at his pace', OWNER, ['write']],
    ['rotate', 'the owner', OWNER, ['look', 'write']],
    ['freeze', 'the owner', OWNER, ['look', 'write']],
    ['turning', 'a stranger', THIEF, ['write']],
  ])('%s, used by %s: the history is read after the answer is certain, before it, or not at all; the ledger is told of the suspicious alone', async (name, _who, caller, expected) => {
    await settle(name);
    const seen: string[] = [];
    wire.script = (statement) => {
      if (isWrite(statement)) seen.push('write');
      else if (isLook(statement)) seen.push('look');
      else if (isTelling(statement)) seen.push('tell');
      return pass(statement);
    };
    expect((await refresh(caller)).status).toBe(200);
    await house.app.get(TheftWatch).settled();
    wire.mend();
    expect(seen).toEqual(expected);
  });

  it('alert: the owner in a great hurry is told of once, and his many uses are not each looked at', async () => {
    await settle('alert');
    let looks = 0;
    wire.script = (statement) => (isLook(statement) && looks++, pass(statement));
    for (let use = 0; use < 60; use++) {
      house.clock.advance(20);
      expect((await refresh(OWNER)).status).toBe(200);
    }
    await house.app.get(TheftWatch).settled();
    wire.mend();
    expect(looks).toBeLessThanOrEqual(5);
    const told = await newAlerts();
    expect(told.length).toBeGreaterThan(0);
    for (const alert of told) expect(alert.signals).toMatchObject([{ name: 'cadence' }]);
  });

  it('alert: the answer does not wait for it, nor suffer when it fails', async () => {
    await settle('alert');
    const held: Statement[] = [];
    wire.script = (statement) => (isLook(statement) ? void held.push(statement) : pass(statement));
    expect((await refresh(THIEF)).json.refresh_token).toBe(token);
    await vi.waitFor(() => expect(held).toHaveLength(1));
    wire.mend();
    held[0]!.fail('XX000');
    expect(await newAlerts()).toMatchObject([{ level: 'warn', msg: 'could not look for theft' }]);
  });
});
