import { afterAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, OTHER, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const ROTATING = { ...WEB, client_id: 'rotating', refresh_token_policy: { rotation: 'rotate' } };
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [...BOOTSTRAP.clients, ROTATING] } });
afterAll(() => house.close());

const app = new RelyingParty(house, ROTATING);
const login = async () => (await app.logIn(new Browser(house), ALICE)).answer.json;
const refresh = (token: string, party = app) => party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token });

/** A family turned three times: every token it ever had, and the access tokens. */
async function history() {
  const { refresh_token: first, access_token: access } = await login();
  const tokens = [first];
  const accessTokens = [access];
  for (let n = 0; n < 3; n++) {
    const { json } = await refresh(tokens.at(-1)!);
    tokens.push(json.refresh_token);
    accessTokens.push(json.access_token);
  }
  return { tokens, accessTokens };
}

describe('RT-09: a spent token comes back', () => {
  it.each([
    ['the first ever', 0],
    ['one from the middle', 1],
    ['the last spent, outside the window', 2],
  ])('%s: that family is dead at once with its access tokens', async (_which, index) => {
    const { tokens, accessTokens } = await history();
    const untouched = await login();
    const grantId = (await app.introspect(tokens.at(-1)!)).jti;
    house.clock.advance(30);
    const replay = await refresh(tokens[index]!);
    expect([replay.status, replay.json.error]).toEqual([400, 'invalid_grant']);
    expect((await refresh(tokens.at(-1)!)).json.error).toBe('invalid_grant');
    for (const token of accessTokens) expect(await app.introspect(token)).toEqual({ active: false });
    expect((await refresh(untouched.refresh_token)).status, 'the person\'s other families live').toBe(200);
    const rows = await house.sql('SELECT verdict, reason FROM refresh_usage WHERE grant_id = $1 ORDER BY at, id OFFSET 3', [grantId]);
    expect(rows).toEqual([
      { verdict: 'replayed', reason: null },
      { verdict: 'revoked', reason: 'token_replayed' },
    ]);
    const alert = house.logs.map((line) => JSON.parse(line)).find((line) => line.verdict === 'replayed' && line.grantId === grantId);
    expect(alert).toMatchObject({ level: 'warn', context: 'Ledger' });
  });

  it('presented by another client, ends nothing (RT-01)', async () => {
    const { tokens } = await history();
    house.clock.advance(30);
    expect((await refresh(tokens[0]!, new RelyingParty(house, OTHER))).json.error).toBe('invalid_grant');
    expect((await refresh(tokens.at(-1)!)).status).toBe(200);
  });

  it('a made-up token, however close, ends nothing', async () => {
    const { tokens } = await history();
    const current = tokens.at(-1)!;
    for (const made of [current.slice(0, -4) + 'AAAA', tokens[0]!.slice(0, 40) + current.slice(40)]) {
      expect((await refresh(made)).json.error).toBe('invalid_grant');
    }
    expect((await refresh(current)).status).toBe(200);
  });

  it('introspecting or revoking a spent token: inactive; and revocation ends the family', async () => {
    const { tokens } = await history();
    house.clock.advance(30);
    expect(await app.introspect(tokens[0]!)).toEqual({ active: false });
    expect((await app.introspect(tokens.at(-1)!)).active, 'looking is no replay').toBe(true);
    await app.revoke(tokens[0]!);
    expect(await app.introspect(tokens.at(-1)!)).toEqual({ active: false });
  });
});

describe('a change of policy reaches running families and logs nobody out', () => {
  const setRotation = (rotation: string) => house.sql(`UPDATE client SET rotation = $1 WHERE client_id = 'rotating'`, [rotation]);

  it('from reuse to rotate and back', async () => {
    await setRotation('reuse');
    const { refresh_token: token } = await login();
    expect((await refresh(token)).json.refresh_token).toBe(token);
    await setRotation('rotate');
    const { json: turned } = await refresh(token);
    expect(turned.refresh_token).not.toBe(token);
    await setRotation('reuse');
    expect((await refresh(token)).json.refresh_token, 'a retry').toBe(turned.refresh_token);
    for (let n = 0; n < 2; n++) expect((await refresh(turned.refresh_token)).json.refresh_token).toBe(turned.refresh_token);
    expect((await refresh(token)).json.error, 'the successor has been used').toBe('invalid_grant');
    await setRotation('rotate');
  });
});
