import { connect } from 'node:net';
import { join } from 'node:path/posix';
import { EXCEPTION_FILTERS_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { PageErrorFilter } from '../../src/auth/pages/page-error.filter.js';
import { Browser } from '../support/browser.js';
import { ALICE, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';
import { StatementProxy, type Statement } from '../support/statement.proxy.js';

const LIMIT = 8;
let wire!: StatementProxy;
const house = await openHouse({ settings: { MAX_CONCURRENT_REQUESTS: `${LIMIT}` }, wire: async (url) => (wire = await StatementProxy.to(url)) });
afterAll(async () => {
  await house.close();
  wire.close();
});

const party = new RelyingParty(house, WEB);
let token: string;
const refresh = () => party.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token });
const uses = async () => (await house.sql<{ count: number }>('SELECT count(*)::integer AS count FROM refresh_usage'))[0]!.count;

beforeAll(async () => {
  token = (await party.logIn(new Browser(house), ALICE)).answer.json.refresh_token;
});

/** The database takes its time: as many requests as may be are in hand, until it is let go. */
async function whileSlow<T>(work: () => Promise<T>): Promise<T> {
  const held: Statement[] = [];
  wire.script = (statement) => void held.push(statement);
  const taken = Array.from({ length: LIMIT }, refresh);
  await vi.waitFor(() => expect(held.length).toBeGreaterThan(0));
  // Those that came in the same moment share a statement: all are in hand when a further one is refused.
  await vi.waitFor(async () => expect((await refresh()).status).toBe(503));
  const result = await work();
  wire.mend();
  for (const statement of held) void statement.forward().then(() => statement.deliver());
  expect((await Promise.all(taken)).map(({ status }) => status)).toEqual(Array(LIMIT).fill(200));
  return result;
}

it('what is more than it can take is refused at once, and spends nothing', async () => {
  const before = await uses();
  const refused = await whileSlow(() => Promise.all(Array.from({ length: 3 * LIMIT }, refresh)));
  for (const { status, headers, json } of refused) {
    expect([status, json.error, headers.get('cache-control')]).toEqual([503, 'temporarily_unavailable', 'no-store']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(4);
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  }
  expect(await uses()).toBe(before + LIMIT);
});

/** Every path whose controller tells faults on pages. */
function pagePaths(): string[] {
  const controllers = [...house.app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype!));
  const withPages = controllers.filter((controller) => (Reflect.getMetadata(EXCEPTION_FILTERS_METADATA, controller) ?? []).includes(PageErrorFilter));
  const paths = withPages.map((controller) => join('/', Reflect.getMetadata(PATH_METADATA, controller)).replace(/:\w+/g, 'x'));
  expect(paths).toContain('/device');
  return paths;
}

it('a person at a browser is told so on a page, and who calls an API there is not', async () => {
  const german = { accept: 'text/html,application/xhtml+xml', 'accept-language': 'de' };
  const fetchAll = (...paths: string[]) => Promise.all(paths.map((path) => house.fetch(path, { headers: german })));
  const [pages, [api], script] = await whileSlow(() =>
    Promise.all([fetchAll('/console', ...pagePaths()), fetchAll('/account/v1/connections'), house.fetch('/oidc/auth', { headers: { accept: '*/*' } })]),
  );
  for (const answer of pages) {
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([503, 'text/html; charset=utf-8', 'no-store']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await answer.text()).toContain('Bitte versuchen Sie es gleich noch einmal');
  }
  expect([api!.status, api!.headers.get('content-type'), script.status, script.headers.get('content-type')]).toEqual([503, expect.stringMatching(/^application\/problem\+json/), 503, expect.stringMatching(/^application\/json/)]);
});

it('it is back to normal as soon as it has room', async () => {
  await whileSlow(async () => undefined);
  const answers = await Promise.all(Array.from({ length: LIMIT }, refresh));
  expect(answers.map(({ status }) => status)).toEqual(Array(LIMIT).fill(200));
});

it('who watches over it is always answered, and the operator is told', async () => {
  await whileSlow(async () => expect((await house.fetch('/health/live')).status).toBe(200));
  expect(house.logs.some((line) => line.includes('busy: refused requests'))).toBe(true);
});

it('an application in a browser may read that it was refused', async () => {
  const cross = { method: 'POST', headers: { origin: 'https://spa.example' } };
  const { status, headers } = await whileSlow(() => house.fetch('/oidc/token', cross));
  expect([status, headers.get('access-control-allow-origin')]).toEqual([503, '*']);
  expect(headers.get('access-control-expose-headers')).toContain('Retry-After');
});

it('callers that have not said all hold no places, and are no trouble of the storage when they hang up', async () => {
  const { port } = new URL(house.url);
  const half = 'POST /oidc/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 99\r\n\r\ngrant_type=';
  const sockets = Array.from({ length: 2 * LIMIT }, () => connect(Number(port), '127.0.0.1'));
  await Promise.all(sockets.map((socket) => new Promise((sent) => socket.on('error', () => undefined).write(half, sent))));
  const logged = house.logs.length;
  expect((await refresh()).status).toBe(200);
  for (const socket of sockets) socket.destroy();
  await vi.waitFor(() => expect(house.logs.slice(logged).filter((line) => line.includes('"http_aborted"'))).toHaveLength(2 * LIMIT));
  expect(house.logs.slice(logged).join()).not.toContain('storage_unavailable');
  expect((await Promise.all(Array.from({ length: LIMIT }, refresh))).map(({ status }) => status)).toEqual(Array(LIMIT).fill(200));
});
