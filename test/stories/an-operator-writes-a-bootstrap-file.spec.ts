import { afterAll, describe, expect, it } from 'vitest';
import { AccountStore } from '../../src/account/account.store.js';
import { Browser } from '../support/browser.js';
import { ALICE, API, BOOTSTRAP, WEB } from '../support/data.js';
import { openHouse, type House } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openHouse();
const opened: House[] = [house];
afterAll(() => Promise.all(opened.map((one) => one.close())));

/** Starts another house on the same database with another file. */
async function restart(bootstrap: object): Promise<House> {
  const next = await openHouse({ replicaOf: house, bootstrap });
  opened.push(next);
  return next;
}

const count = async () => (await house.sql('SELECT (SELECT count(*) FROM client) clients, (SELECT count(*) FROM account) accounts, (SELECT count(*) FROM resource) resources'))[0];
const faultsOf = (bootstrap: object) => openHouse({ replicaOf: house, bootstrap }).then(() => 'it started', (error: Error) => error.message);

describe('the bootstrap file', () => {
  it('applied again changes nothing: the same people, passwords, secrets and tokens', async () => {
    const web = new RelyingParty(house, WEB);
    const { answer } = await web.logIn(new Browser(house), ALICE);
    const before = await house.sql('SELECT password_hash FROM account ORDER BY account_id');
    const rows = await count();
    const next = await restart(BOOTSTRAP);
    expect(await count()).toEqual(rows);
    expect(await house.sql('SELECT password_hash FROM account ORDER BY account_id')).toEqual(before);
    expect((await new RelyingParty(next, WEB).refresh(answer.json.refresh_token)).answer.status).toBe(200);
  });

  it('updates what it names and deletes nothing', async () => {
    const rows = await count();
    const secret = 'another-secret-that-is-long-enough-for-anybody';
    const client = { ...WEB, client_name: 'Renamed', client_secret: secret, access_token_ttl: 120 };
    const next = await restart({ clients: [client], accounts: [{ ...ALICE, nickname: 'Ally', password: 'a new password' }], resources: [{ ...API, scopes: ['orders:read'] }] });
    expect(await count()).toEqual(rows);
    const renamed = new RelyingParty(next, client);
    const { answer } = await renamed.logIn(new Browser(next), { ...ALICE, password: 'a new password' });
    expect(answer.json.expires_in).toBe(120);
    expect((await renamed.userinfo(answer.json.access_token)).nickname).toBe('Ally');
    expect((await new RelyingParty(next, WEB).call('/oidc/token', { grant_type: 'refresh_token', refresh_token: 'x' })).status).toBe(401);
    expect(await house.sql(`SELECT scopes FROM resource WHERE identifier = $1`, [API.identifier])).toEqual([{ scopes: ['orders:read'] }]);
  });

  it('names every fault at once by its path, and no value', async () => {
    const message = await faultsOf({
      clients: [
        { ...WEB, client_secret: 'too-short-a-secret', redirect_uris: ['https://app.example/callback', 'http://app.example/callback'] },
        { ...WEB, client_id: 'two words', grant_types: ['password'], refresh_token_policy: { rotation: 'sometimes', refresh_token_ttl: -1, ttl: 5 } },
        { client_id: 'public', token_endpoint_auth_method: 'none', application_type: 'native', redirect_uris: ['javascript:alert(1)'], jwks: {} },
      ],
      accounts: [{ username: '', password: 'short', roles: ['king'], email: 'nonsense', address: { planet: 'Earth' } }],
      resources: [{ identifier: 'no uri', scopes: ['a b'] }],
      surprise: true,
    });
    const paths = [...message.matchAll(/^ {2}- ([^:]+): /gm)].map(([, path]) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        ...['surprise', 'clients[0].client_secret', 'clients[0].redirect_uris', 'clients[1].client_id', 'clients[1].grant_types'],
        ...['clients[1].refresh_token_policy.rotation', 'clients[1].refresh_token_policy.refresh_token_ttl', 'clients[1].refresh_token_policy.ttl'],
        ...['clients[2].redirect_uris', 'clients[2].jwks', 'accounts[0].username', 'accounts[0].password', 'accounts[0].roles', 'accounts[0].email'],
        ...['accounts[0].address.planet', 'resources[0].identifier', 'resources[0].scopes'],
      ]),
    );
    for (const value of ['too-short-a-secret', 'sometimes', 'king', 'Earth', 'javascript:']) expect(message).not.toContain(value);
  });

  it.each<[string, object]>([
    ['a client twice', { clients: [WEB, WEB] }],
    ['a username twice', { accounts: [ALICE, { ...ALICE, sub: 'other' }] }],
    ['a confidential client without a secret', { clients: [{ ...WEB, client_secret: undefined }] }],
    ['a list where an object belongs', { clients: [[]] }],
    ['null where a client belongs', { clients: [null] }],
    ['text where a list belongs', { clients: 'web' }],
  ])('does not take %s', async (_what, file) => {
    expect(await faultsOf(file)).toContain('is not usable');
  });

  it('goes over no password that somebody has set since, and brings back nobody who was deleted', async () => {
    const bob = { username: 'bob', password: 'bobs first password' };
    await restart({ ...BOOTSTRAP, accounts: [ALICE, bob] });
    const accounts = house.app.get(AccountStore);
    const { accountId } = (await accounts.findByPassword('bob', bob.password))!;
    await house.dataSource.transaction((manager) => accounts.setPassword(manager, accountId, 'bobs own password'));
    await restart({ ...BOOTSTRAP, accounts: [ALICE, bob] });
    expect([await accounts.findByPassword('bob', bob.password), (await accounts.findByPassword('bob', 'bobs own password'))?.accountId]).toEqual([null, accountId]);
    await house.dataSource.transaction((manager) => accounts.erase(manager, accountId, house.clock.now()));
    await restart({ ...BOOTSTRAP, accounts: [ALICE, { ...bob, sub: accountId, name: 'Bob' }] });
    expect(await accounts.find(accountId)).toMatchObject({ claims: {}, roles: [] });
  });

  it('is warned of when its tokens live longer than the ledger is kept', async () => {
    const lasting = { ...WEB, client_id: 'lasting', refresh_token_policy: { refresh_token_ttl: 31 * 86_400 } };
    const next = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [WEB, lasting] }, settings: { LEDGER_RETENTION_DAYS: '30' } });
    opened.push(next);
    expect(next.logs.map((line) => JSON.parse(line).msg)).toContainEqual(expect.stringContaining('LEDGER_RETENTION_DAYS=30 is shorter than refresh tokens of lasting live'));
  });

  it('brings the admin API\'s scopes whatever it says', async () => {
    const [row] = await house.sql<{ scopes: string[] }>('SELECT scopes FROM resource WHERE identifier = $1', [`${house.publicUrl}/admin`]);
    expect(row!.scopes).toEqual(['tokens:read', 'tokens:revoke', 'clients:read', 'clients:write', 'accounts:read', 'accounts:write', 'audit:read', 'keys:write']);
  });
});
