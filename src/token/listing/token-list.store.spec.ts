import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/support/browser.js';
import { ALICE, BOOTSTRAP, WEB } from '../../../test/support/data.js';
import { openHouse } from '../../../test/support/house.js';
import { RelyingParty } from '../../../test/support/relying-party.js';
import { isSuccess, type Verdict } from '../../audit/verdict.js';
import { ClientStore } from '../../client/client.store.js';
import { judge } from '../refresh-token.policy.js';
import { RefreshTokenWitness } from '../refresh-token.witness.js';
import { TokenListStore } from './token-list.store.js';
import { TOKEN_STATUSES, type TokenStatus } from './token.filter.js';

const ONLINE = { ...WEB, client_id: 'online', refresh_token_policy: { without_offline_access: true, refresh_token_idle_ttl: 3600 } };
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [WEB, ONLINE] } });
afterAll(() => house.close());
const store = house.app.get(TokenListStore);
const online = new RelyingParty(house, ONLINE);

const STATUS_OF: Partial<Record<Verdict, TokenStatus>> = {
  ...{ reused: 'live', revoked: 'revoked', expired: 'expired', idle: 'idle_expired', frozen: 'frozen', grant_revoked: 'ended', session_ended: 'ended' },
  ...{ account_disabled: 'suspended', client_disabled: 'suspended' },
};

let grantId: string;
let token: string;

beforeEach(async () => {
  const restore = 'disabled_at = NULL, deleted_at = NULL, password_changed_at = NULL';
  await house.sql(`UPDATE account SET ${restore}`);
  await house.sql('UPDATE client SET disabled_at = NULL');
  await house.sql('DELETE FROM consent');
  token = (await online.logIn(new Browser(house), ALICE, { scope: 'openid profile' })).answer.json.refresh_token;
  ({ grantId } = (await store.findPage({ clientId: 'online' }, { by: 'issued_at', isDescending: true }, { limit: 1, after: null })).rows[0]!);
});

/** As a refresh would judge it now. */
async function verdictOf(): Promise<Verdict> {
  const client = (await house.app.get(ClientStore).find('online'))!;
  const now = house.clock.now();
  return judge(await house.app.get(RefreshTokenWitness).gather({ token, scopes: [], resources: [] }, { client, jkt: null, caller: null, now }), now);
}

const refresh = () => online.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token });
const change = (table: string, set: string, where = 'true') => () => house.sql(`UPDATE "${table}" SET ${set} WHERE ${where}`, [house.clock.now()]);
const later = (seconds: number) => async () => house.clock.advance(seconds);

describe('the status of a token is what a refresh would say of it', () => {
  it.each<[string, TokenStatus, () => Promise<unknown>]>([
    ['nothing', 'live', async () => {}],
    ['its revocation', 'revoked', change('refresh_token', `revoked_at = $1, revoked_reason = 'client_request'`)],
    ['its grant’s revocation', 'ended', change('grant', 'revoked_at = $1')],
    ['its expiry', 'expired', change('refresh_token', 'expires_at = $1')],
    ['a second before its idle expiry', 'live', later(3599)],
    ['its idle expiry', 'idle_expired', later(3600)],
    ['a freeze', 'frozen', change('refresh_token', 'frozen_at = $1')],
    ['a freeze that goes on', 'frozen', change('refresh_token', `frozen_at = $1, frozen_until = $1::timestamptz + interval '1 second'`)],
    ['a freeze that is over', 'live', change('refresh_token', 'frozen_at = $1, frozen_until = $1')],
    ['a logout', 'ended', change('session', 'ended_at = $1')],
    ['a session that is gone', 'ended', () => house.sql('DELETE FROM session')],
    ['a new password', 'ended', change('account', `password_changed_at = $1::timestamptz + interval '1 second'`, "username = 'alice'")],
    ['a password of the moment of login', 'live', change('account', 'password_changed_at = $1', "username = 'alice'")],
    ['a disabled account', 'suspended', change('account', 'disabled_at = $1')],
    ['a deleted account', 'suspended', change('account', 'deleted_at = $1')],
    ['a disabled client', 'suspended', change('client', 'disabled_at = $1')],
    ['a consent withdrawn', 'ended', change('consent', 'withdrawn_at = $1')],
  ])('after %s: %s', async (_what, expected, happen) => {
    await happen();
    const verdict = await verdictOf();
    const row = (await store.find(grantId))!;
    expect([row.status, STATUS_OF[verdict]]).toEqual([expected, expected]);
    expect(isSuccess(verdict)).toBe(row.status === 'live');
    for (const status of TOKEN_STATUSES) {
      const { rows } = await store.findPage({ grantIds: [grantId], status: [status] }, { by: 'issued_at', isDescending: true }, { limit: 1, after: null });
      expect(rows.map((one) => one.status), `the filter ${status}`).toEqual(status === expected ? [expected] : []);
    }
  });

  it('a replay is told apart', async () => {
    await house.sql(`UPDATE refresh_token SET revoked_at = $1, revoked_reason = 'token_replayed'`, [house.clock.now()]);
    expect((await store.find(grantId))!.status).toBe('replayed');
  });
});

describe('the last use is known exactly, though the row is seldom written', () => {
  it('over days of hourly use', async () => {
    const at = (date: Date) => ({ grantIds: [grantId], lastUsedAfter: date });
    const has = async (filter: object) => (await store.findPage(filter, { by: 'last_used_at', isDescending: true }, { limit: 1, after: null })).rows.length === 1;
    for (let hour = 0; hour < 60; hour++) {
      house.clock.advance(3500);
      if (hour % 24 !== 7) expect((await refresh()).status).toBe(200);
      if (hour % 24 === 7) continue;
      const now = house.clock.now();
      const after = new Date(now.getTime() + 1);
      expect([await has(at(now)), await has(at(after))], `hour ${hour}`).toEqual([true, false]);
      expect([await has({ grantIds: [grantId], lastUsedBefore: now }), await has({ grantIds: [grantId], lastUsedBefore: after })]).toEqual([false, true]);
      if (hour % 24 === 6) await house.sql('UPDATE client SET refresh_token_idle_ttl = 10000');
    }
  });
});
