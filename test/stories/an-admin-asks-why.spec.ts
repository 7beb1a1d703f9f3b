import { decodeJwt } from 'jose';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ConsentStore } from '../../src/auth/consent.store.js';
import { Administrator, ADMIN, ADMINISTERED, openAdministeredHouse } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, under, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const APP = under('rotate', { ...WEB, refresh_token_policy: { without_offline_access: true, refresh_token_idle_ttl: 86_400, retry_window: 30 } });
const bootstrap = { ...ADMINISTERED, clients: [...ADMINISTERED.clients, APP] };
const house = await openAdministeredHouse({ bootstrap });
afterAll(() => house.close());
const app = new RelyingParty(house, APP);
const laptop = { 'user-agent': 'Firefox/140.0 (Linux)' };
const thief = { 'user-agent': 'curl/8.5.0' };

let admin: Administrator;
let browser: Browser;
let first: Record<string, string>;
let id: string;

beforeEach(async () => {
  house.clock.advance(100);
  admin = await Administrator.logIn(house, ADMIN);
  browser = new Browser(house, laptop);
  first = (await app.logIn(browser, ALICE, { scope: 'openid email' })).answer.json;
  id = decodeJwt(first.access_token!).jti!.slice(0, 36);
  house.clock.advance(1);
});

const ask = async (question: Record<string, string>) => (await admin.post('/explain', question)).json;
const refresh = (token: string, headers = laptop) => app.post('/oidc/token', { grant_type: 'refresh_token', refresh_token: token }, { basic: app.client, headers });
const act = (what: string, ticket = 'SEC-7') => admin.post(`/tokens/${id}/${what}`, { reason: 'a story', ticket });
const said = (at: Date) => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
const links = ({ chain }: any) => chain.map(({ link }: any) => link);

describe('a refresh token', () => {
  it('that lives: whose it is, and that nothing needs to be done', async () => {
    const answer = await ask({ token: first.refresh_token! });
    expect(answer).toMatchObject({ kind: 'refresh_token', recognition: 'genuine', status: 'live', cause: null, generation: 0, current_generation: 0, advice: 'Nothing needs to be done.' });
    expect(answer.summary).toMatch(/^This is a refresh token that Example Web \(web-rotate\) has for alice, generation 0 of a family that has come to generation 0\. It works: it has not been used yet/);
    expect(links(answer)).toEqual(['refresh_token', 'grant', 'session', 'login', 'account', 'client']);
    expect(answer.chain[3]).toMatchObject({ ip: '127.0.0.1', user_agent: laptop['user-agent'], amr: ['pwd'], sentence: expect.stringContaining('alice logged in at') });
    expect(await ask({ token_id: id.toUpperCase() })).toMatchObject({ kind: 'refresh_token', status: 'live', generation: null });
  });

  it('that was spent, and then replayed: when, from where, by which agents', async () => {
    const spentAt = house.clock.now();
    await refresh(first.refresh_token!);
    const spent = await ask({ token: first.refresh_token! });
    expect(spent).toMatchObject({ status: 'spent', generation: 0, current_generation: 1, cause: { what: 'spent', happening: { what: 'rotated' } } });
    expect(spent.summary).toContain(`spent at ${said(spentAt)} from 127.0.0.1 (“${laptop['user-agent']}”)`);
    expect(spent.summary).toContain('it may be presented again until');
    house.clock.advance(60);
    expect((await ask({ token: first.refresh_token! })).summary).toContain('whoever presents it now ends the family');
    const refused = await refresh(first.refresh_token!, thief);
    for (const [member, value] of Object.entries({ token: first.refresh_token!, token_id: id, request_id: refused.headers.get('x-request-id')! })) {
      const answer = await ask({ [member]: value });
      expect(answer).toMatchObject({ status: 'replayed', cause: { what: 'token_replayed', at: house.clock.now().toISOString(), happening: { what: 'replayed', user_agent: thief['user-agent'] } } });
      expect(answer.cause.sentence).toBe(
        `It was refused at ${said(house.clock.now())} from 127.0.0.1 (“curl/8.5.0”) with \`replayed\`: generation 0 had been spent at ${said(spentAt)} from 127.0.0.1 (“Firefox/140.0 (Linux)”); the family was ended at that moment.`,
      );
      expect(answer.advice).toMatch(/^The person should log in again; if the two agents .*Firefox.*curl.* are not both theirs, they should change the password\.$/);
      expect(answer.history.map(({ what }: any) => what)).toEqual(['rotated', 'replayed']);
    }
  });

  it('that an administrator froze or revoked: who, why and under which ticket', async () => {
    await act('freeze', 'SEC-6');
    expect(await ask({ token: first.refresh_token! })).toMatchObject({ status: 'frozen', cause: { what: 'frozen', happening: { what: 'token.freeze', actor: ADMIN.sub, actor_name: 'admin', ticket: 'SEC-6' } } });
    const refused = await refresh(first.refresh_token!);
    await act('unfreeze');
    const over = await ask({ request_id: refused.headers.get('x-request-id')! });
    expect(over).toMatchObject({ kind: 'refresh', status: 'live', cause: null, advice: 'Nothing needs to be done.' });
    expect(over.summary).toContain('refused with `frozen`');
    house.clock.advance(20);
    const revoked = await act('revoke');
    const answer = await ask({ token: first.refresh_token! });
    expect(answer).toMatchObject({ status: 'revoked', cause: { what: 'admin', happening: { what: 'token.revoke', client: 'console', reason: 'a story', ticket: 'SEC-7' } } });
    expect(answer.cause.sentence).toBe(`It was revoked at ${said(house.clock.now())} by admin by way of console (reason: a story, ticket SEC-7).`);
    const ofAct = await ask({ request_id: revoked.headers.get('x-request-id')! });
    expect(ofAct).toMatchObject({ kind: 'act', status: 'revoked', history: expect.arrayContaining([expect.objectContaining({ what: 'token.revoke' })]) });
    expect(ofAct.summary).toMatch(/^This request was an act of administration upon what Example Web .*revoked, with its grant and its access tokens, by admin by way of console/);
  });

  it('that its application revoked itself', async () => {
    await app.revoke(first.refresh_token!);
    expect(await ask({ token: first.refresh_token! })).toMatchObject({ status: 'revoked', cause: { what: 'client_request', happening: null } });
  });

  it.each<[string, string, string, () => Promise<unknown>]>([
    ['a logout', 'logged_out', 'ended', async () => (await browser.open('/oidc/session/end')).submit('#logout-confirm')],
    ['not being used', 'idle_expired', 'idle_expired', async () => house.clock.advance(86_400)],
    ['its age', 'expired', 'expired', async () => house.clock.advance(31 * 86_400)],
    ['a withdrawn consent', 'consent_withdrawn', 'ended', () => house.app.get(ConsentStore).withdraw(ALICE.sub, APP.client_id)],
    ['the end of the login', 'session_expired', 'ended', () => house.sql('UPDATE session SET expires_at = $1 WHERE account_id = $2', [house.clock.now(), ALICE.sub])],
    ['a session that is gone', 'session_gone', 'ended', () => house.sql('DELETE FROM session WHERE account_id = $1', [ALICE.sub])],
    ['a disabled account', 'account_disabled', 'suspended', () => house.sql('UPDATE account SET disabled_at = $1 WHERE account_id = $2', [house.clock.now(), ALICE.sub])],
    ['a deleted account', 'account_deleted', 'suspended', () => house.sql('UPDATE account SET deleted_at = $1 WHERE account_id = $2', [house.clock.now(), ALICE.sub])],
    ['a disabled application', 'client_disabled', 'suspended', () => house.sql('UPDATE client SET disabled_at = $1 WHERE client_id = $2', [house.clock.now(), APP.client_id])],
    ['a signal of theft', 'frozen', 'frozen', () => house.sql(`UPDATE refresh_token SET frozen_at = $1, frozen_reason = 'interleaving cadence' WHERE grant_id = $2`, [house.clock.now(), id])],
  ])('that is over by %s', async (_what, ending, status, happen) => {
    house.clock.advance(5);
    await happen();
    admin = await Administrator.logIn(house, ADMIN);
    const answer = await ask({ token: first.refresh_token! });
    await house.sql('UPDATE account SET disabled_at = NULL, deleted_at = NULL');
    await house.sql('UPDATE client SET disabled_at = NULL');
    expect(answer).toMatchObject({ status, cause: { what: ending } });
    expect(answer.summary).toContain('does not work');
    expect(answer.advice.length).toBeGreaterThan(20);
  });

  it('that a new password ended', async () => {
    const renewed = await openHouse({ replicaOf: house, bootstrap: { ...bootstrap, accounts: [{ ...ALICE, password: 'quite another password' }] } });
    const answer = await ask({ token: first.refresh_token! });
    await renewed.close();
    await (await openHouse({ replicaOf: house, bootstrap })).close();
    expect(answer).toMatchObject({ status: 'ended', cause: { what: 'password_changed' }, advice: expect.stringContaining('if they did not change it') });
  });
});
