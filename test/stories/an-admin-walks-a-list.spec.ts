import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TokenListStore } from '../../src/token/listing/token-list.store.js';
import { Administrator, ADMIN, openAdministeredHouse } from '../support/administrators.js';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, NATIVE, WEB } from '../support/data.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openAdministeredHouse();
afterAll(() => house.close());
const web = new RelyingParty(house, WEB);
let admin: Administrator;
const tokens: string[] = [];
const COUNT = 23;

beforeAll(async () => {
  admin = await Administrator.logIn(house, ADMIN);
  const browsers = [new Browser(house), new Browser(house)];
  for (let n = 0; n < COUNT; n++) {
    if (n % 3 > 0) house.clock.advance(1); // some at one moment
    tokens.push((await web.logIn(browsers[n % 2]!, n % 2 ? ALICE : BOB)).answer.json.refresh_token);
  }
});

let turn = 0;
const native = new RelyingParty(house, NATIVE);
const browser = new Browser(house);
/** A few tokens are used, and one is new. */
async function bustle(): Promise<void> {
  house.clock.advance(1);
  for (let n = 0; n < 4; n++) await web.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: tokens[(turn++ * 7) % COUNT]! });
  await native.logIn(browser, ALICE);
}

const familiesOf = async (client: string) => (await house.sql('SELECT grant_id FROM "grant" WHERE client_id = $1', [client])).map(({ grant_id }) => grant_id as string).sort();

describe.each(['-issued_at', 'issued_at', '-last_used_at', 'last_used_at'])('sorted by %s', (sort) => {
  it.each(['', '&client=web', `&account=${ALICE.sub}`, '&status=live'])('while tokens are used, nothing that was there throughout is missed or told twice (%s)', async (filter) => {
    const { items, pages } = await admin.walk(`/tokens?limit=5&sort=${sort}${filter}`, bustle);
    expect(pages).toBeGreaterThan(2);
    const ids = items.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const old = items.filter(({ client, account }) => client === 'web' && (!filter.includes('account') || account === ALICE.sub));
    if (filter.includes('account')) expect(old.length).toBeGreaterThan(COUNT / 2 - 1);
    else expect(old.map(({ id }) => id).sort()).toEqual(await familiesOf('web'));
  });

  it('is in order', async () => {
    const { items } = await admin.walk(`/tokens?limit=7&sort=${sort}`);
    const keys = items.map(({ created_at, last_used_at }) => Date.parse(sort.endsWith('issued_at') ? created_at : (last_used_at ?? created_at)));
    expect(keys).toEqual(keys.toSorted((a, b) => (sort.startsWith('-') ? b - a : a - b)));
  });
});

it('the walk by the day of last use, for long lists, misses and repeats nothing either', async () => {
  const store = house.app.get(TokenListStore);
  for (const isDescending of [true, false]) {
    const walk = `day ${new Date(house.clock.now().getTime() - 5000).toISOString()}`;
    const ids: string[] = [];
    for (let after: any = { key: new Date(house.clock.now().getTime() + (isDescending ? 30 : -30) * 86_400_000).toISOString(), id: '00000000-0000-0000-0000-000000000000', walk }; after; ) {
      const page = await store.findPage({ clientId: 'web' }, { by: 'last_used_at', isDescending }, { limit: 4, after });
      ids.push(...page.rows.map(({ grantId }) => grantId));
      after = page.next;
      house.clock.advance(3600 * 5); // into another day of each
      await bustle();
    }
    expect(ids.toSorted()).toEqual(await familiesOf('web'));
  }
});

describe('a page', () => {
  it('names the next in the body and in Link, which both lead on; the last names none', async () => {
    const admin_ = await Administrator.logIn(house, ADMIN);
    const first = await admin_.get('/grants?limit=2&client=web');
    const link = /^<([^>]+)>; rel="next"$/.exec(first.headers.get('link')!)![1]!;
    expect(link).toContain(`${house.publicUrl}/admin/v1/grants?`);
    const [byLink, byBody] = [await admin_.get(link), await admin_.get(`/grants?client=web&limit=2&cursor=${first.json.next}`)];
    expect(byLink.json.items).toHaveLength(2);
    expect(byLink.json.items).toEqual(byBody.json.items);
    const last = await admin_.get('/grants?limit=200&client=web');
    expect([last.json.items.length, last.json.next, last.headers.get('link')]).toEqual([COUNT, null, null]);
  });

  it('goes on in no other list, with no other filter and in no other order; with another limit it does', async () => {
    const admin_ = await Administrator.logIn(house, ADMIN);
    const { next } = (await admin_.get('/tokens?client=web&limit=2')).json;
    const status = async (path: string) => (await admin_.get(`${path}&cursor=${next}`)).status;
    expect(await status('/tokens?client=web&limit=5')).toBe(200);
    for (const other of ['/grants?client=web', '/tokens?client=native', '/tokens?client=web&sort=issued_at', '/tokens?limit=2']) expect(await status(other), other).toBe(400);
    const altered = next.slice(0, -2) + (next.endsWith('AA') ? 'BB' : 'AA');
    expect((await admin_.get(`/tokens?client=web&cursor=${altered}`)).json.errors).toEqual([{ field: 'cursor', detail: expect.any(String) }]);
  });
});
