import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Housekeeping } from '../../src/housekeeping.js';
import { ADMINISTERED, Administrator, ADMIN, AUDITOR, openAdministeredHouse, SUPPORT } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, NATIVE, WEB, type ClientRegistration } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

const bootstrap = { ...ADMINISTERED, clients: ADMINISTERED.clients.filter((client) => client !== NATIVE) };
const settings = { ALLOW_PUBLIC_REUSE: 'false' };
const here = await openAdministeredHouse({ bootstrap, settings });
const there = await openAdministeredHouse({ bootstrap, settings, replicaOf: here });
afterAll(async () => {
  await there.close();
  await here.close();
});

const { client_id: _id, client_secret: _secret, ...METADATA } = WEB;
const reason = 'a story';
const admin = await Administrator.logIn(here, ADMIN);
let id: string;
let client: ClientRegistration;

beforeEach(async () => {
  const { json } = await admin.post('/clients', { reason, metadata: METADATA });
  id = json.id;
  client = { ...WEB, client_id: id, client_secret: json.client_secret };
});

const refresh = (house: typeof here, token: string) => new RelyingParty(house, client).call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token });
const logIn = async () => (await new RelyingParty(here, client).logIn(new Browser(here), ALICE)).answer.json;
const events = () => here.sql(`SELECT * FROM admin_event WHERE target_kind = 'client' AND target_id = $1 ORDER BY at, id`, [id]);
const fieldsOf = (answer: { json: any }) => answer.json.errors?.map(({ field }: { field: string }) => field);
const ENDED = `SELECT count(g.revoked_at)::int AS grants, count(f.revoked_at)::int AS families FROM "grant" g JOIN refresh_token f USING (grant_id) WHERE client_id = $1`;
const ids = async (query: string) => (await admin.walk(`/clients?${query}`)).items.map((item) => item.id);

/** As many logins more, a little later than the first. */
async function multiply(count: number): Promise<void> {
  const copy = (table: string, time: string) => `INSERT INTO ${table} SELECT (jsonb_populate_record(one, jsonb_build_object('grant_id', new.grant_id, '${time}', one.${time} + interval '1 ms'))).* FROM new, ${table} one`;
  const sql = `WITH new AS (SELECT gen_random_uuid() AS grant_id FROM generate_series(1, $2)),
    grants AS (${copy('"grant"', 'created_at')} WHERE client_id = $1 RETURNING grant_id)
    ${copy('refresh_token', 'issued_at').replace('FROM new', 'FROM grants new')} WHERE one.grant_id = (SELECT grant_id FROM "grant" WHERE client_id = $1)`;
  await here.sql(sql, [id, count]);
}

describe('a client', () => {
  it('made over the API logs people in and refreshes, on both replicas; its secret is shown once', async () => {
    expect(client.client_secret).toMatch(/^[\w-]{43}$/);
    const { refresh_token: token } = await logIn();
    for (const house of [here, there]) expect((await refresh(house, token)).status).toBe(200);
    const { json, text } = await admin.get(`/clients/${id}`);
    expect(json).toMatchObject({ id, status: 'enabled', type: 'confidential', rotation: 'reuse', live_tokens: 1, has_more_live_tokens: false });
    expect(json.metadata).toMatchObject({ ...METADATA, access_token_ttl: 3600, refresh_token_policy: { retry_window: 30 } });
    expect(json.secrets).toEqual([{ id: expect.any(String), is_current: true, created_at: here.clock.now().toISOString(), expires_at: null }]);
    expect(text).not.toContain(client.client_secret);
    expect(JSON.stringify(await events())).not.toContain(client.client_secret);
    expect(await events()).toMatchObject([{ action: 'client.create', old: null, new: { client_name: WEB.client_name }, reason }]);
  });

  it('may bring its id and its secret', async () => {
    const metadata = { ...METADATA, client_id: `my/app:${id}`, client_secret: 'a secret of my own that is long enough' };
    const { status, json } = await admin.post('/clients', { reason, metadata });
    expect([status, json.id, json.client_secret]).toEqual([201, metadata.client_id, undefined]);
    expect((await admin.get(`/clients/${encodeURIComponent(metadata.client_id)}`)).json.id).toBe(metadata.client_id);
    expect((await admin.post('/clients', { reason, metadata })).status).toBe(409);
  });

  it('is made once under one key, and the repetition shows the secret again', async () => {
    const make = () => admin.post('/clients', { reason, metadata: METADATA }, { 'idempotency-key': `make-${id}` });
    const [first, second] = [await make(), await make()];
    expect([first.status, second.text, second.headers.get('idempotent-replayed')]).toEqual([201, first.text, 'true']);
  });

  it('is changed as a whole or in part, and the ledger has what changed', async () => {
    const got = (await admin.get(`/clients/${id}`)).json.metadata;
    const patched = await admin.send('PATCH', `/clients/${id}`, { reason, metadata: { client_uri: null, refresh_token_policy: { rotation: 'rotate' } } });
    const { client_uri: uri, ...rest } = got;
    expect(patched.json.metadata).toEqual({ ...rest, refresh_token_policy: { ...got.refresh_token_policy, rotation: 'rotate' } });
    expect((await events())[1]).toMatchObject({ action: 'client.change', old: { client_uri: uri }, new: { client_uri: null, refresh_token_policy: { rotation: 'rotate' } } });
    expect((await admin.send('PUT', `/clients/${id}`, { reason, metadata: got })).json.metadata).toEqual(got);
    const bare = (await admin.send('PUT', `/clients/${id}`, { reason, metadata: {} })).json.metadata;
    expect(bare).toMatchObject({ client_name: id, redirect_uris: [], grant_types: ['authorization_code'] });
  });

  it('that becomes public loses its secret, and gets a new one when it is confidential again', async () => {
    const method = (name: string) => admin.send('PATCH', `/clients/${id}`, { reason, metadata: { token_endpoint_auth_method: name } });
    expect((await method('none')).json).toMatchObject({ type: 'public', rotation: 'rotate', secrets: [] });
    const { json } = await method('client_secret_basic');
    expect(json.client_secret).toMatch(/^[\w-]{43}$/);
    expect((await refresh(here, 'x')).json.error).toBe('invalid_client');
  });

  it('that is disabled is refused on both replicas, and let on when it is enabled', async () => {
    const { refresh_token: token, access_token: accessToken } = await logIn();
    expect((await admin.post(`/clients/${id}/disable`)).json).toMatchObject({ status: 'disabled', disabled_at: here.clock.now().toISOString() });
    expect((await refresh(here, token)).status).toBe(401);
    await vi.waitFor(async () => expect((await refresh(there, token)).status).toBe(401));
    expect((await new RelyingParty(here, ADMINISTERED.clients.find(({ client_id }) => client_id === 'machine')!).introspect(accessToken)).active).toBe(false);
    expect((await admin.post(`/clients/${id}/disable`)).status).toBe(409);
    expect(await ids('status=disabled')).toContain(id);
    await admin.post(`/clients/${id}/enable`);
    expect((await admin.post(`/clients/${id}/enable`)).status).toBe(409);
    await vi.waitFor(async () => expect((await refresh(there, token)).status).toBe(200));
  });

  it('that is deleted is gone on both replicas with all its tokens; the ledger keeps its rows, and nobody gets its id', async () => {
    const { refresh_token: token } = await logIn();
    await refresh(there, token);
    await multiply(2500);
    const deleted = await admin.send('DELETE', `/clients/${id}`, { reason });
    expect(deleted.json).toMatchObject({ status: 'deleted', secrets: [] });
    expect((await refresh(here, token)).json.error).toBe('invalid_client');
    await vi.waitFor(async () => expect((await refresh(there, token)).json.error).toBe('invalid_client'));
    await vi.waitFor(async () => expect(await here.sql(ENDED, [id])).toEqual([{ grants: 2501, families: 2501 }]));
    expect((await admin.get(`/tokens?client=${id}&sort=issued_at&limit=1`)).json.items[0]).toMatchObject({ status: 'revoked', ended_reason: 'client_deleted', uses: 1 });
    expect([(await admin.get(`/clients/${id}`)).json.live_tokens, await ids('status=deleted')]).toEqual([0, expect.arrayContaining([id])]);
    expect(await ids('text=example')).not.toContain(id);
    expect((await admin.post('/clients', { reason, metadata: { ...METADATA, client_id: id } })).status).toBe(409);
    expect((await admin.post(`/clients/${id}/enable`)).status).toBe(409);
    expect((await admin.send('DELETE', `/clients/${id}`, { reason })).status).toBe(200);
    const restarted = await openAdministeredHouse({ bootstrap: { ...bootstrap, clients: [...bootstrap.clients, client] }, settings, replicaOf: here });
    expect(restarted.logs.join('\n')).toContain(`client ${id} has been deleted, and stays so`);
    // As if the first process had died in the middle.
    for (const table of ['"grant"', 'refresh_token']) await here.sql(`UPDATE ${table} SET revoked_at = NULL, revoked_reason = NULL WHERE grant_id IN (SELECT grant_id FROM "grant" WHERE client_id = $1 ORDER BY created_at DESC LIMIT 1400)`, [id]);
    await here.sql('UPDATE client SET grants_ended_at = NULL WHERE client_id = $1', [id]);
    await restarted.app.get(Housekeeping).sweep();
    await vi.waitFor(async () => expect(await here.sql(ENDED, [id])).toEqual([{ grants: 2501, families: 2501 }]));
    await vi.waitFor(async () => expect(await here.sql('SELECT grants_ended_at IS NOT NULL AS done FROM client WHERE client_id = $1', [id])).toEqual([{ done: true }]));
    await restarted.close();
  });
});

it('the list is filtered by text, status, type, rotation, grant type and scope, page by page', async () => {
  const metadata = { ...METADATA, client_name: '100%_Native', token_endpoint_auth_method: 'none', scope: 'openid orders:read' };
  await admin.post('/clients', { reason, metadata: { ...metadata, client_id: 'z-native' } });
  for (const query of ['text=100%25_', 'text=Z-NAT', 'type=public&scope=orders:read', 'rotation=rotate&scope=orders:read', 'grant_type=refresh_token&type=public&status=enabled&text=z-']) {
    expect(await ids(query), query).toEqual(['z-native']);
  }
  const { items, pages } = await admin.walk('/clients?limit=2');
  expect(pages).toBe(Math.ceil(items.length / 2));
  expect(items.map((item) => item.id)).toEqual((await here.sql('SELECT client_id FROM client WHERE deleted_at IS NULL ORDER BY 1')).map((row) => row.client_id));
});

describe('is refused', () => {
  it('what is not as the bootstrap file wants it, by its path', async () => {
    const metadata = { redirect_uris: ['http://app.example/'], refresh_token_policy: { retry_window: -1, ttl: 5 }, jwks: {} };
    const faults = ['metadata.jwks', 'metadata.redirect_uris', 'metadata.refresh_token_policy.retry_window', 'metadata.refresh_token_policy.ttl'];
    for (const [method, path] of [['POST', '/clients'], ['PUT', `/clients/${id}`], ['PATCH', `/clients/${id}`]] as const) {
      const answer = await admin.send(method, path, { reason, metadata });
      expect([answer.status, fieldsOf(answer).sort()], method).toEqual([400, faults]);
    }
    expect(fieldsOf(await admin.post('/clients', { reason }))).toEqual(['metadata']);
    expect(fieldsOf(await admin.post('/clients', { metadata: METADATA }))).toEqual(['reason']);
    expect(fieldsOf(await admin.post('/clients', { reason, metadata: { client_id: 'two words', client_secret: 'short' } })).sort()).toEqual(['metadata.client_id', 'metadata.client_secret']);
    expect(fieldsOf(await admin.post('/clients', { reason, metadata: { token_endpoint_auth_method: 'none', client_secret: 'x'.repeat(32) } }))).toEqual(['metadata.client_secret']);
    expect(await events()).toHaveLength(1);
  });

  it('a public client whose tokens are reused, unless the service allows it', async () => {
    const metadata = { ...METADATA, token_endpoint_auth_method: 'none', refresh_token_policy: { rotation: 'reuse' } };
    const answer = await admin.post('/clients', { reason, metadata });
    expect([answer.status, fieldsOf(answer)]).toEqual([400, ['metadata.refresh_token_policy.rotation']]);
    expect(answer.json.errors[0].detail).toContain('ALLOW_PUBLIC_REUSE');
    expect((await admin.send('PUT', `/clients/${id}`, { reason, metadata })).status).toBe(400);
  });

  it('who may not', async () => {
    for (const [who, get, post] of [[AUDITOR, 200, 403], [SUPPORT, 403, 403]] as const) {
      const one = await Administrator.logIn(here, who);
      expect([(await one.get('/clients')).status, (await one.get(`/clients/${id}`)).status], who.username).toEqual([get, get]);
      for (const path of ['', `/${id}/disable`, `/${id}/enable`, `/${id}/secrets`]) expect((await one.post(`/clients${path}`)).status, path).toBe(post);
      for (const method of ['PUT', 'PATCH', 'DELETE']) expect((await one.send(method, `/clients/${id}`, { reason })).status, method).toBe(post);
    }
    expect((await new Administrator(here, null).get('/clients')).status).toBe(401);
    expect([(await admin.get('/clients/nobody')).status, (await admin.post('/clients/nobody/disable')).status]).toEqual([404, 404]);
  });

  it('who would give an application scopes of this API that he lacks, or change one that has them', async () => {
    const clerk = await Administrator.run(here, 'clients:read clients:write');
    const answer = await clerk.post('/clients', { reason, metadata: { grant_types: ['client_credentials'], scope: 'tokens:revoke' } });
    expect([answer.status, answer.json.scope]).toEqual([403, 'tokens:revoke']);
    expect((await clerk.send('PATCH', `/clients/${id}`, { reason, metadata: { scope: 'openid keys:write' } })).json.scope).toBe('keys:write');
    expect((await clerk.post('/clients/robot/secrets')).status).toBe(403);
    expect((await clerk.send('PATCH', `/clients/${id}`, { reason, metadata: { scope: 'openid clients:read' } })).status).toBe(200);
  });
});
