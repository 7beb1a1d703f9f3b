import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMINISTERED, Administrator, ADMIN, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, NATIVE, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

const IDLE = { ...WEB, client_id: 'idle', refresh_token_policy: { refresh_token_idle_ttl: 86_400 } };
const house = await openAdministeredHouse({ bootstrap: { ...ADMINISTERED, clients: [...ADMINISTERED.clients, IDLE] } });
const strict = await openAdministeredHouse({ settings: { ALLOW_PUBLIC_REUSE: 'false' }, bootstrap: { ...ADMINISTERED, clients: ADMINISTERED.clients.map((client) => (client === NATIVE ? { ...NATIVE, refresh_token_policy: {} } : client)) } });
afterAll(() => Promise.all([house.close(), strict.close()]));
const [web, idle] = [new RelyingParty(house, WEB), new RelyingParty(house, IDLE)];
const HOUR = 3600;
const NOTHING = { would_end: 0, would_be_idle_expired: 0, would_be_logged_out: 0, would_rotate: 0, would_be_reused: 0, would_end_at_login: 0, would_revive: 0 };

let admin: Administrator;
const policyOf = (id: string) => `/clients/${id}/refresh-token-policy`;
const foresee = async (refresh_token_policy: object, id = 'web') => (await admin.post(`${policyOf(id)}/what-if`, { refresh_token_policy })).json;
const set = (refresh_token_policy: object, id = 'web') => admin.send('PUT', policyOf(id), { reason: 'a story', refresh_token_policy });
const refresh = async (party: RelyingParty, token: string) => (await party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token })).json;

/** In this order, an hour each apart. The third logs out; the first is used two hours before the questions. */
const tokens: string[] = [];
let idling: string;
beforeAll(async () => {
  for (const person of [ALICE, ALICE, BOB, BOB]) {
    const browser = new Browser(house);
    tokens.push((await web.logIn(browser, person)).answer.json.refresh_token);
    if (tokens.length === 3) await (await browser.open('/oidc/session/end')).submit('#logout-confirm');
    house.clock.advance(HOUR);
  }
  await refresh(web, tokens[0]!);
  house.clock.advance(2 * HOUR);
  idling = (await idle.logIn(new Browser(house), ALICE)).answer.json.refresh_token;
  admin = await Administrator.logIn(house, ADMIN);
});

describe('what if', () => {
  it.each<[string, object, object]>([
    ['nothing changes', {}, { live: 4, unaffected: 4 }],
    ['it lives shorter: only new ones do', { refresh_token_ttl: 1 }, { live: 4, unaffected: 4 }],
    ['it rotates', { rotation: 'rotate' }, { live: 4, would_rotate: 4, unaffected: 0 }],
    ['it dies of five hours without use: the second, unused since its issue', { refresh_token_idle_ttl: 5 * HOUR }, { live: 4, would_end: 1, would_be_idle_expired: 1, unaffected: 3 }],
    ['it dies of two hours: all', { refresh_token_idle_ttl: 2 * HOUR }, { live: 4, would_end: 4, would_be_idle_expired: 4, unaffected: 0 }],
    ['it ends at logout', { ends_at_logout: true }, { live: 4, would_end: 1, would_be_logged_out: 1, unaffected: 3 }],
    ['all of that', { rotation: 'rotate', refresh_token_idle_ttl: 5 * HOUR, ends_at_logout: true }, { live: 4, would_end: 2, would_be_idle_expired: 1, would_be_logged_out: 1, would_rotate: 2, unaffected: 0 }],
    ['one a person', { max_live_tokens: 1 }, { live: 4, unaffected: 4, would_end_at_login: 2 }],
  ])('%s', async (_, policy, expected) => {
    expect(await foresee(policy)).toEqual({ ...NOTHING, ...expected });
  });

  it('what an old policy let die would live again', async () => {
    expect(await foresee({ refresh_token_idle_ttl: HOUR }, 'idle')).toEqual({ ...NOTHING, live: 1, unaffected: 1 });
    house.clock.advance(86_400);
    admin = await Administrator.logIn(house, ADMIN);
    expect(await foresee({ refresh_token_idle_ttl: 86_400 }, 'idle')).toEqual({ ...NOTHING, live: 0, unaffected: 0 });
    expect(await foresee({}, 'idle')).toEqual({ ...NOTHING, live: 0, unaffected: 0, would_revive: 1 });
  });

  it('changes nothing, and leaves no act', async () => {
    expect((await admin.get('/clients/web')).json.metadata.refresh_token_policy).toEqual((await admin.get('/clients/other')).json.metadata.refresh_token_policy);
    expect(await house.sql('SELECT FROM admin_event')).toEqual([]);
  });
});

describe('a change', () => {
  it('does what was foretold', async () => {
    const policy = { rotation: 'rotate', ends_at_logout: true, refresh_token_idle_ttl: 86_400 + 5 * HOUR };
    expect(await foresee(policy)).toEqual({ ...NOTHING, live: 4, would_end: 2, would_be_idle_expired: 1, would_be_logged_out: 1, would_rotate: 2, unaffected: 0 });
    expect((await set(policy)).json.metadata.refresh_token_policy).toEqual({ retry_window: 30, refresh_token_ttl: 30 * 86_400, without_offline_access: false, theft_action: 'alert', ...policy });
    expect((await admin.get('/clients/web')).json.live_tokens).toBe(2);
    const outcomes = [];
    for (const token of tokens) outcomes.push(await refresh(web, token));
    expect(outcomes.map(({ error }) => error)).toEqual([undefined, 'invalid_grant', 'invalid_grant', undefined]);
    for (const place of [0, 3]) expect(outcomes[place].refresh_token).not.toBe(tokens[place]);
    const [event] = await house.sql<any>('SELECT * FROM admin_event');
    expect(event).toMatchObject({ action: 'client.change_policy', target_id: 'web', old: { refresh_token_policy: { retry_window: 30 } }, new: { refresh_token_policy: policy } });
    expect(Object.keys(event.new)).toEqual(['refresh_token_policy']);
  });

  it('of the idle lifetime brings back what had died of the old one', async () => {
    expect((await refresh(idle, idling)).error).toBe('invalid_grant');
    expect((await set({ refresh_token_idle_ttl: 2 * 86_400 }, 'idle')).status).toBe(200);
    expect((await admin.get('/clients/idle')).json.live_tokens).toBe(1);
    expect((await refresh(idle, idling)).refresh_token).toBe(idling);
  });
});

describe('is refused', () => {
  it('reuse for a public client, tried or meant, unless the service allows it', async () => {
    const one = await Administrator.logIn(strict, ADMIN);
    const body = { reason: 'a story', refresh_token_policy: { rotation: 'reuse' } };
    for (const answer of [await one.send('PUT', policyOf('native'), body), await one.post(`${policyOf('native')}/what-if`, { refresh_token_policy: body.refresh_token_policy })]) {
      expect([answer.status, answer.json.errors]).toEqual([400, [{ field: 'refresh_token_policy.rotation', detail: expect.stringContaining('ALLOW_PUBLIC_REUSE') }]]);
    }
    expect((await one.send('PUT', policyOf('web'), body)).status).toBe(200);
    expect((await set({ rotation: 'reuse' }, 'native')).status).toBe(200);
  });

  it('what is no policy, by its path', async () => {
    for (const answer of [await set({ rotation: 'sometimes', ttl: 5 }), await admin.post(`${policyOf('web')}/what-if`, { refresh_token_policy: { rotation: 'sometimes', ttl: 5 } })]) {
      expect(answer.json.errors.map(({ field }: { field: string }) => field).sort()).toEqual(['refresh_token_policy.rotation', 'refresh_token_policy.ttl']);
    }
    expect((await admin.post(`${policyOf('web')}/what-if`, {})).status).toBe(400);
    expect((await admin.post(`${policyOf('nobody')}/what-if`, { refresh_token_policy: {} })).status).toBe(404);
  });

  it('who may not: an auditor may ask, and no more', async () => {
    const ask = async (who: typeof ADMIN) => {
      const one = await Administrator.logIn(house, who);
      const asked = await one.post(`${policyOf('web')}/what-if`, { refresh_token_policy: {} });
      return [asked.status, (await one.send('PUT', policyOf('web'), { reason: 'a story', refresh_token_policy: {} })).status];
    };
    expect([await ask(AUDITOR), await ask(SUPPORT)]).toEqual([[200, 403], [403, 403]]);
  });
});
