import { afterAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, BOOTSTRAP, OTHER, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { StatementProxy } from '../support/statement.proxy.js';

let wire!: StatementProxy;
const ROTATING = { ...WEB, client_id: 'rotating', refresh_token_policy: { rotation: 'rotate' } };
const house = await openHouse({
  bootstrap: { ...BOOTSTRAP, clients: [...BOOTSTRAP.clients, ROTATING] },
  wire: async (url) => (wire = await StatementProxy.to(url)),
});
afterAll(async () => {
  await house.close();
  wire.close();
});

const [web, rotating, other] = [WEB, ROTATING, OTHER].map((client) => new RelyingParty(house, client)) as [RelyingParty, RelyingParty, RelyingParty];
const tokenOf = async (party: RelyingParty, person = ALICE): Promise<string> => (await party.logIn(new Browser(house), person)).answer.json.refresh_token;
const refresh = (party: RelyingParty, token: string) => party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token });
const forge = (token: string) => token.slice(0, -10) + (token.at(-10) === 'A' ? 'B' : 'A') + token.slice(-9);

it('64 refreshes in few statements, good, forged, foreign, revoked and malformed: each gets what it would get alone', async () => {
  const [good, turning, revoked, foreign] = [await tokenOf(web), await tokenOf(rotating, BOB), await tokenOf(web, BOB), await tokenOf(other)];
  await web.call('/oidc/token/revocation', { token: revoked });
  const requests: [party: RelyingParty, token: string, expected: string][] = [
    [web, good, '200'],
    [rotating, turning, '200'],
    [web, forge(good), 'unknown'],
    [web, foreign, 'client_mismatch'],
    [web, revoked, 'revoked'],
    [web, 'no token', 'malformed'],
    [web, forge(foreign), 'unknown'],
    [web, good, '200'],
  ];
  let statements = 0;
  wire.script = async (statement) => {
    if (/unnest/.test(statement.sql)) statements++;
    await statement.forward();
    statement.deliver();
  };
  const answers = await Promise.all(Array.from({ length: 64 }, (_, n) => refresh(requests[n % 8]![0], requests[n % 8]![1])));
  wire.mend();
  expect(statements).toBeLessThan(64);
  for (const [n, { status, json, headers }] of answers.entries()) {
    const [, token, expected] = requests[n % 8]!;
    const [row] = await house.sql('SELECT verdict FROM refresh_usage WHERE request_id = $1', [headers.get('x-request-id')]);
    if (expected === '200') {
      expect([status, json.refresh_token === token]).toEqual([200, token === good]);
      expect(['reused', 'rotated', 'retried']).toContain(row!.verdict);
    } else expect([status, json.error, row!.verdict]).toEqual([400, 'invalid_grant', expected]);
  }
  const successors = new Set(answers.filter((_, n) => n % 8 === 1).map(({ json }) => json.refresh_token));
  expect(successors.size).toBe(1);
  expect((await refresh(other, foreign)).status, 'untouched by who presented it as his').toBe(200);
});
