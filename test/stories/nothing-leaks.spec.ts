import { afterAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOB, BOOTSTRAP, KEYS, MACHINE, NATIVE, OTHER, under, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const ROTATING = under('rotate', WEB);
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [...BOOTSTRAP.clients, ROTATING] }, settings: { LOG_LEVEL: 'debug' } });
afterAll(() => house.close());

/** Everything that could be redeemed or tells a key, as it was handed out or typed in. */
const secrets = new Map<string, string>(Object.entries({ ...KEYS, web: WEB.client_secret!, other: OTHER.client_secret!, machine: MACHINE.client_secret! }));
secrets.set('alice', ALICE.password).set('bob', BOB.password).set('typo', 'an almost correct password');

async function live(): Promise<void> {
  for (const [index, client] of [WEB, OTHER, NATIVE, ROTATING].entries()) {
    const app = new RelyingParty(house, client);
    const browser = new Browser(house);
    const { url } = await app.authorizationUrl();
    await (await browser.open(url)).submit('#submit', { username: 'bob', password: secrets.get('typo')! });
    const { callback, checks, answer } = await app.logIn(browser, index === 1 ? BOB : ALICE);
    const { answer: refreshed } = await app.refresh(answer.json.refresh_token);
    await app.userinfo(refreshed.json.access_token);
    await app.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: `${answer.json.refresh_token}x` });
    await app.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: answer.json.refresh_token, scope: 'openid orders:write' });
    if (client.client_secret) await app.introspect(refreshed.json.access_token);
    await app.revoke(refreshed.json.access_token);
    const issued = { code: callback.searchParams.get('code'), verifier: checks.pkceCodeVerifier, ...answer.json, refreshed: refreshed.json.access_token, successor: refreshed.json.refresh_token, id2: refreshed.json.id_token };
    for (const name of ['code', 'verifier', 'access_token', 'id_token', 'refresh_token', 'refreshed', 'successor', 'id2']) secrets.set(`${client.client_id} ${name}`, issued[name]);
    for (const [name, value] of Object.entries(browser.cookies.all)) secrets.set(`${client.client_id} cookie ${name}`, value);
  }
  const { json } = await new RelyingParty(house, MACHINE).call('/oidc/token', { grant_type: 'client_credentials' });
  secrets.set('machine access_token', json.access_token);
}

/** All rows of all tables as text; bytea in hexadecimal and, as a dump in another format would have it, in base64url. */
async function dump(): Promise<string> {
  const tables = await house.sql<{ name: string }>(`SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public'`);
  expect(tables.length).toBeGreaterThan(12);
  const rows = await Promise.all(tables.map(({ name }) => house.sql<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)));
  const text = rows.flat().map(({ row }) => row).join('\n');
  return text + [...text.matchAll(/\\x([\da-f]+)/g)].map(([, hex]) => Buffer.from(hex!, 'hex').toString('base64url')).join('\n');
}

function* windows(secret: string): Generator<string> {
  for (let at = 0; at + 10 <= secret.length; at++) yield secret.slice(at, at + 10);
}

it('RT-29: no ten characters of any secret ever issued stand in the database or in the log', async () => {
  await live();
  const haystacks = { database: await dump(), log: house.logs.join('\n') };
  expect(haystacks.log).toContain('"verdict":"scope_exceeded"');
  expect(secrets.size).toBeGreaterThan(30);
  let searched = 0;
  const hits = [];
  for (const [name, secret] of secrets) {
    for (const window of windows(secret)) {
      searched++;
      for (const [where, text] of Object.entries(haystacks)) if (text.includes(window)) hits.push(`${name} in the ${where}: ${window}`);
    }
  }
  console.log(`RT-29: ${secrets.size} secrets, ${searched} windows, ${hits.length} hits`);
  expect(hits).toEqual([]);
});
