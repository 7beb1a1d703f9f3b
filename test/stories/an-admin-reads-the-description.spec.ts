import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { load } from 'cheerio';
import { ADMIN_SCOPES } from '../../src/account/roles.js';
import { Administrator, ADMIN, openAdministeredHouse } from '../support/administrators.js';
import { faultsOf, routesOf, schemaFaults } from '../support/openapi.js';
import { Browser } from '../support/browser.js';
import { ALICE, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';
import { get, type Answer } from '../support/wire.js';

const house = await openAdministeredHouse();
afterAll(() => house.close());
let answer: Answer;

beforeAll(async () => {
  answer = await get(house, '/admin/v1/openapi.json');
});

describe('/admin/v1/openapi.json', () => {
  it('is OpenAPI 3.1, sound in itself', () => {
    expect([answer.status, answer.json.openapi, answer.json.servers]).toEqual([200, '3.1.0', [{ url: house.publicUrl }]]);
    expect(faultsOf(answer.json)).toEqual([]);
  });

  it('has every route of the admin API, each with its scope', () => {
    const described = Object.entries<object>(answer.json.paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`));
    const own = ['GET /admin/v1/docs', 'GET /admin/v1/openapi.json'];
    expect([...described, ...own].sort()).toEqual(routesOf(house.app));
    const operations = Object.values<Record<string, any>>(answer.json.paths).flatMap((item) => Object.values(item));
    for (const { security, operationId } of operations) expect(ADMIN_SCOPES, operationId).toContain(security[0].oauth2[0]);
    const { flows } = answer.json.components.securitySchemes.oauth2;
    for (const flow of ['authorizationCode', 'clientCredentials']) expect(Object.keys(flows[flow].scopes)).toEqual([...ADMIN_SCOPES]);
  });

  it('holds the parameters of a list with their bounds and examples, and what a write takes', () => {
    const { get: list } = answer.json.paths['/admin/v1/tokens'];
    const parameters = Object.fromEntries(list.parameters.map((one: any) => [one.name, one]));
    expect(Object.keys(parameters)).toEqual(expect.arrayContaining(['client', 'status', 'network', 'kid', 'limit', 'cursor', 'sort']));
    expect(parameters.limit).toMatchObject({ in: 'query', required: false, schema: { minimum: 1, maximum: 200, default: 50 } });
    const { post: freeze } = answer.json.paths['/admin/v1/tokens/{id}/freeze'];
    expect(freeze.parameters.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(['id', 'Idempotency-Key']));
    expect(freeze.requestBody.content['application/json'].schema).toEqual({ $ref: '#/components/schemas/FreezeOrder' });
    expect(answer.json.components.schemas.FreezeOrder.required).toEqual(['reason']);
  });

  it('describes what is really answered', async () => {
    const web = new RelyingParty(house, WEB);
    await web.logIn(new Browser(house), ALICE);
    await web.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: 'made up' });
    const admin = await Administrator.logIn(house, ADMIN);
    const token = (await admin.get('/tokens')).json.items[0];
    const lived = (await admin.get(`/audit/live?client=web&at=${house.clock.now().toISOString()}`)).json.items[0];
    await admin.post(`/tokens/${token.id}/freeze`);
    const seen: [string, unknown][] = [
      ['TokenView', token],
      ['TokenView', (await admin.get(`/tokens/${token.id}`)).json],
      ['GrantView', (await admin.get('/grants')).json.items[0]],
      ['AccessTokenView', (await admin.get('/access-tokens')).json.items[0]],
      ['AccountView', (await admin.get('/accounts')).json.items[0]],
      ['AccountDetailView', (await admin.get(`/accounts/${ALICE.sub}`)).json],
      ['AccountWithPasswordView', (await admin.post('/accounts', { reason: 'a story', username: 'new' })).json],
      ['SessionView', (await admin.get('/sessions')).json.items[0]],
      ['LogoutView', (await admin.post(`/accounts/${token.account}/logout`)).json],
      ['MomentView', (await admin.get(`/tokens/${token.id}/usage`)).json.items[0]],
      ['PlanView', (await admin.post('/revocations', { reason: 'a story', filter: { client: 'web' }, dry_run: true })).json],
      ['RevocationView', (await admin.get('/revocations')).json.items[0]],
      ['ExplanationView', (await admin.post('/explain', { token_id: token.id })).json],
      ['ExplanationView', (await admin.post('/explain', { token: 'made up' })).json],
      ['ClientView', (await admin.get('/clients')).json.items[0]],
      ['ClientDetailView', (await admin.get('/clients/web')).json],
      ['ClientWithSecretView', (await admin.post('/clients/web/secrets')).json],
      ['ProspectView', (await admin.post('/clients/web/refresh-token-policy/what-if', { refresh_token_policy: {} })).json],
      ['Resource', (await admin.get('/resources')).json.items[0]],
      ['OverviewView', (await admin.get('/overview')).json],
      ['ActivityView', (await admin.get('/activity')).json],
      ['UsageView', (await admin.walk('/audit/refreshes')).items[0]],
      ['EventView', (await admin.walk('/audit/events')).items[0]],
      ['TokenThenView', lived],
      ['KeyView', (await admin.get('/keys')).json.items[0]],
      ['HygieneView', (await admin.get('/hygiene')).json],
      ['ProblemView', (await admin.get('/tokens?limit=0')).json],
    ];
    for (const [name, value] of seen) expect(schemaFaults(answer.json, { $ref: `#/components/schemas/${name}` }, value, name), name).toEqual([]);
    expect(schemaFaults(answer.json, { $ref: '#/components/schemas/TokenView' }, { ...token, uses: 'many' }, '')).toHaveLength(1);
  });
});

it('/admin/v1/docs shows it all to people, without script or anything from elsewhere', async () => {
  const { text, headers, status } = await get(house, '/admin/v1/docs');
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'$/);
  const $ = load(text);
  expect([$('script').length, $('[style]').length, $('[src]').length]).toEqual([0, 0, 0]);
  for (const path of Object.keys(answer.json.paths)) expect($('main summary').text()).toContain(path);
  for (const name of Object.keys(answer.json.components.schemas)) expect($(`#schema-${name}`).length).toBe(1);
});
