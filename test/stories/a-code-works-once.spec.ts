import { afterAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, NATIVE, OTHER, ROTATIONS, under, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { pass, StatementProxy, type Script } from '../support/statement.proxy.js';

const CAPPED = { ...WEB, client_id: 'capped', refresh_token_policy: { max_live_tokens: 3 } };
let wire!: StatementProxy;
const house = await openHouse({
  bootstrap: { ...BOOTSTRAP, clients: [...BOOTSTRAP.clients, CAPPED, ...ROTATIONS.map((rotation) => under(rotation, WEB))] },
  wire: async (url) => (wire = await StatementProxy.to(url)),
});
afterAll(async () => {
  await house.close();
  wire.close();
});
const web = new RelyingParty(house, WEB);

/** A code and what its exchange needs. */
async function authorize(app = web, changes?: Record<string, string | undefined>) {
  const { callback, checks } = await app.authorize(new Browser(house), ALICE, changes);
  const params = { grant_type: 'authorization_code', code: callback.searchParams.get('code')!, redirect_uri: app.redirectUri };
  return { params, verifier: checks.pkceCodeVerifier as string };
}

describe('an authorization code', () => {
  it.each(ROTATIONS)('RT-24: under %s, works once; a second use is invalid_grant and ends all that came from the first', async (rotation) => {
    const app = new RelyingParty(house, under(rotation, WEB));
    const { params, verifier } = await authorize(app);
    const exchange = () => app.call('/oidc/token', { ...params, code_verifier: verifier });
    const refresh = (token: string) => app.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token });
    const first = await exchange();
    expect(first.status).toBe(200);
    const refreshed = await refresh(first.json.refresh_token);
    expect(refreshed.status).toBe(200);
    const second = await exchange();
    expect([second.status, second.json.error]).toEqual([400, 'invalid_grant']);
    for (const { json } of [first, refreshed]) {
      const { status, json: refused } = await refresh(json.refresh_token);
      expect([status, refused.error]).toEqual([400, 'invalid_grant']);
      expect(await app.introspect(json.access_token)).toEqual({ active: false });
    }
  });

  it('has one winner among ten exchanges at once, and the winner\'s tokens are dead', async () => {
    const { params, verifier } = await authorize();
    const answers = await Promise.all(Array.from({ length: 10 }, () => web.call('/oidc/token', { ...params, code_verifier: verifier })));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect(answers.filter((one) => one !== winners[0]).map(({ status, json }) => [status, json.error])).toEqual(Array(9).fill([400, 'invalid_grant']));
    expect(await web.introspect(winners[0]!.json.refresh_token)).toEqual({ active: false });
  });

  it.each<[string, string, typeof WEB, RegExp, Script]>([
    ['before the database has seen the exchange', 'alone', WEB, /UPDATE authorization_code/, (statement) => statement.cut()],
    ['when it is done, and nobody was told', 'alone', WEB, /UPDATE authorization_code/, (statement) => statement.forward().then(() => statement.cut())],
    ['before the database has seen it', 'with a cap', CAPPED, /UPDATE authorization_code/, (statement) => statement.cut()],
    ['before it is committed', 'with a cap', CAPPED, /^COMMIT/, (statement) => statement.cut()],
    ['when it is done, and nobody was told', 'with a cap', CAPPED, /^COMMIT/, (statement) => statement.forward().then(() => statement.cut())],
  ])('is exchanged all the same when the connection breaks %s (%s)', async (_when, _how, client, which, script) => {
    const app = new RelyingParty(house, client);
    const { params, verifier } = await authorize(app);
    let broken = 0;
    wire.script = (statement) => (which.test(statement.sql) && broken++ === 0 ? script(statement) : pass(statement));
    const { status, json } = await app.call('/oidc/token', { ...params, code_verifier: verifier });
    wire.mend();
    expect([broken > 0, status]).toEqual([true, 200]);
    expect((await app.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: json.refresh_token })).status).toBe(200);
    expect((await app.call('/oidc/token', { ...params, code_verifier: verifier })).status).toBe(400);
  });

  it.each<[string, number, number]>([
    ['lives for 60 seconds by default', 59, 200],
    ['is dead after them', 60, 400],
  ])('%s', async (_what, seconds, status) => {
    const { params, verifier } = await authorize();
    house.clock.advance(seconds);
    expect((await web.call('/oidc/token', { ...params, code_verifier: verifier })).status).toBe(status);
  });

  it.each<[string, Record<string, string>]>([
    ['with another redirect URI', { redirect_uri: 'https://app.example/other' }],
    ['with a wrong verifier', { code_verifier: 'w'.repeat(43) }],
    ['without the verifier', { code_verifier: '' }],
  ])('is not exchanged %s, and is not spent by that', async (_what, wrong) => {
    const { params, verifier } = await authorize();
    const right = { ...params, code_verifier: verifier };
    const refused = await web.call('/oidc/token', { ...right, ...wrong });
    expect([refused.status, refused.json.error]).toEqual([400, 'invalid_grant']);
    expect((await web.call('/oidc/token', right)).status).toBe(200);
  });

  it('is not exchanged by another client, whose attempt changes nothing', async () => {
    const { params, verifier } = await authorize();
    const right = { ...params, code_verifier: verifier };
    expect((await new RelyingParty(house, OTHER).call('/oidc/token', right)).json.error).toBe('invalid_grant');
    expect((await web.call('/oidc/token', right)).status).toBe(200);
  });

  it('RFC 9700 §2.1.1: a verifier without a challenge is refused', async () => {
    const { params } = await authorize(web, { code_challenge: undefined, code_challenge_method: undefined });
    expect((await web.call('/oidc/token', { ...params, code_verifier: 'w'.repeat(43) })).json.error).toBe('invalid_grant');
    expect((await web.call('/oidc/token', params)).status).toBe(200);
  });

  it('of a native app comes to whatever loopback port it listens on', async () => {
    const native = new RelyingParty(house, NATIVE, 'http://127.0.0.1:51004/callback');
    const { answer } = await native.logIn(new Browser(house), ALICE);
    expect(answer.json.refresh_token).toMatch(/^evgr_/);
  });
});
