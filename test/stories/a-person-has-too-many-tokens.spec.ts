import { afterAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, BOOTSTRAP, OTHER, ROTATIONS, under, WEB, type ClientRegistration } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { expectUnspent } from '../support/unspent.js';

const CAPPED: ClientRegistration = { ...WEB, refresh_token_policy: { max_live_tokens: 3 } };
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [OTHER, ...ROTATIONS.map((rotation) => under(rotation, CAPPED))] } });
afterAll(() => house.close());
const other = new RelyingParty(house, OTHER);

describe.each(ROTATIONS)('under %s', (rotation) => {
  const web = new RelyingParty(house, under(rotation, CAPPED));
  const login = async (party = web, person = ALICE): Promise<string> => {
    house.clock.advance(1);
    return (await party.logIn(new Browser(house), person)).answer.json.refresh_token;
  };
  const isLive = async (token: string, party = web) => (await party.introspect(token)).active;

  it('RT-32: the oldest family ends, with its own ledger row; other people and applications are untouched', async () => {
    const [bob, elsewhere] = [await login(web, BOB), await login(other)];
    const tokens = [await login(), await login(), await login()];
    tokens[0] = await expectUnspent(web, tokens[0]!); // the oldest login, however lately it was used
    const { jti: oldest } = await web.introspect(tokens[0]!);
    expect(await Promise.all(tokens.map((token) => isLive(token)))).toEqual([true, true, true]);
    tokens.push(await login());
    expect(await Promise.all(tokens.map((token) => isLive(token)))).toEqual([false, true, true, true]);
    expect(await isLive(bob)).toBe(true);
    expect(await isLive(elsewhere, other)).toBe(true);
    const rows = await house.sql('SELECT verdict, reason, account_id, client_id, request_id, access_token_jti FROM refresh_usage WHERE grant_id = $1 ORDER BY at, id OFFSET 1', [oldest]);
    expect(rows).toEqual([
      { verdict: 'revoked', reason: 'max_live_tokens', account_id: ALICE.sub, client_id: web.client.client_id, request_id: expect.stringMatching(/^[\da-f-]{36}$/), access_token_jti: null },
    ]);
    expect((await web.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: tokens[0]! })).json.error).toBe('invalid_grant');
  });

  it('holds when several logins come at once', async () => {
    // Five: attempts under way count as failures until they are known to be right, and a slow machine has them all under way.
    const authorized = await Promise.all(Array.from({ length: 5 }, () => web.authorize(new Browser(house), ALICE)));
    const answers = await Promise.all(authorized.map(({ callback, checks }) => web.exchange(callback, checks)));
    const live = await Promise.all(answers.map(({ answer }) => isLive(answer.json.refresh_token)));
    expect(live.filter(Boolean)).toHaveLength(3);
  });
});
