import { request } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { UsageListStore, type UsageFilter } from '../../src/audit/ledger-list.store.js';
import { LedgerPartitions } from '../../src/audit/ledger.partitions.js';
import { plusSeconds } from '../../src/protocol/clock.js';
import { Administrator, AUDITOR, openAdministeredHouse } from '../support/administrators.js';
import { openHouse } from '../support/house.js';
import { get } from '../support/wire.js';

const house = await openAdministeredHouse();
afterAll(() => house.close());
let auditor: Administrator;
const COUNT = 300_000;
const EVIL = `=HYPERLINK("http://evil.example","a, b")\nnext`;

/** Rows by SQL, over two months. */
const fill = (count: number, client: string) =>
  house.sql(
    `INSERT INTO refresh_usage (grant_id, at, id, verdict, client_id, ip, user_agent, request_id, scopes, resources)
     SELECT gen_random_uuid(), $1::timestamptz - n * interval '9 seconds', gen_random_uuid(), 'reused', $2, '192.0.2.1', $3, 'r' || n, '{openid,profile}', '{}' FROM generate_series(1, $4::int) n`,
    [house.clock.now(), client, EVIL, count],
  );

beforeAll(async () => {
  auditor = await Administrator.logIn(house, AUDITOR);
  for (const days of [10, 20, 30, 32]) await house.app.get(LedgerPartitions).extend(plusSeconds(house.clock.now(), -days * 86_400));
  await fill(COUNT, 'bulk');
  await fill(3, 'few');
  await house.sql('VACUUM ANALYZE refresh_usage'); // as autovacuum would have, for rows that came one by one
});

/** The answer as it comes, without a library that unpacks it. */
function open(path: string, headers: Record<string, string> = {}): Promise<import('node:http').IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(`${house.url}/admin/v1${path}`, { headers: { authorization: `Bearer ${auditor.token}`, ...headers } }, resolve);
    sent.once('error', reject).end();
  });
}

/** Bytes in use, without what is garbage. */
function liveMemory(): number {
  setFlagsFromString('--expose_gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function bodyOf(answer: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Rows by the RFC's grammar. */
function parseCsv(text: string): string[][] {
  const cells = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)];
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of cells) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? bare!);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('a file', () => {
  it('as NDJSON has one object a line, the oldest first', async () => {
    const { text, headers } = await auditor.get('/audit/refreshes/export?client=few');
    expect([headers.get('content-type'), headers.get('content-disposition')]).toEqual(['application/x-ndjson; charset=utf-8', 'attachment; filename="refreshes.ndjson"']);
    const rows = text.trimEnd().split('\n').map((line) => JSON.parse(line));
    expect(rows.map(({ request_id }) => request_id)).toEqual(['r3', 'r2', 'r1']);
    const { items } = await auditor.walk('/audit/refreshes?client=few&sort=at');
    expect(rows).toEqual(items);
  });

  it('as CSV has the columns that are described, and no formula', async () => {
    const { text, headers } = await auditor.get('/audit/refreshes/export?client=few&format=csv');
    expect(headers.get('content-type')).toContain('text/csv');
    const [names, ...rows] = parseCsv(text);
    const { json: document } = await get(house, '/admin/v1/openapi.json');
    expect(names).toEqual(Object.keys(document.components.schemas.UsageView.properties));
    expect(rows).toHaveLength(3);
    const row = Object.fromEntries(names!.map((name, index) => [name, rows[0]![index]]));
    expect(row).toMatchObject({ request_id: 'r3', user_agent: `'${EVIL}`, scopes: 'openid profile', count: '1', account: '', at: expect.stringMatching(/Z$/) });
    expect(document.paths['/admin/v1/audit/refreshes/export'].get.responses['200'].description).toContain(names!.join('`, `'));
  });

  it('of acts has old and new values', async () => {
    await house.sql(`INSERT INTO admin_event (at, id, actor_sub, actor_client_id, request_id, action, target_kind, target_id, old, reason)
      VALUES ($1, gen_random_uuid(), 'a', 'c', 'r', 'token.freeze', 'token', '1', '{"frozenAt": null}', '-1+1')`, [house.clock.now()]);
    const [names, row] = parseCsv((await auditor.get('/audit/events/export?format=csv')).text);
    expect(names!.map((name, index) => [name, row![index]])).toEqual(expect.arrayContaining([['old', '{"frozenAt":null}'], ['new', ''], ['reason', `'-1+1`]]));
    expect(JSON.parse((await auditor.get('/audit/events/export')).text)).toMatchObject({ old: { frozenAt: null }, new: null });
  });

  it('of nothing has nothing but the names', async () => {
    expect((await auditor.get('/audit/refreshes/export?client=none')).text).toBe('');
    expect((await auditor.get('/audit/refreshes/export?client=none&format=csv')).text.split('\r\n')).toHaveLength(2);
  });

  it('in a form that is none is refused', async () => {
    expect((await auditor.get('/audit/refreshes/export?format=xlsx')).json.errors).toEqual([{ field: 'format', detail: expect.any(String) }]);
  });

  it('is packed for whoever takes that, and said so', async () => {
    for (const [accepted, encoding] of [['gzip', 'gzip'], ['br, gzip;q=0.5', 'gzip'], ['gzip;q=0', undefined], ['', undefined]] as const) {
      const answer = await open('/audit/refreshes/export?client=few', accepted ? { 'accept-encoding': accepted } : {});
      const body = await bodyOf(answer);
      expect(answer.headers['content-encoding']).toBe(encoding);
      expect((encoding ? gunzipSync(body) : body).toString().trim().split('\n')).toHaveLength(3);
    }
  });
});

describe('a large one', () => {
  it('comes whole in little memory: what was there in the beginning once, whatever is added', async () => {
    const answer = await open('/audit/refreshes/export?client=bulk');
    const before = liveMemory();
    const times = new Uint8Array(COUNT + 1);
    let [lines, most, rest, chunks] = [0, 0, '', 0];
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      const parts = (rest + chunk.toString('latin1')).split('\n');
      rest = parts.pop()!;
      for (const part of parts) times[Number(/"request_id":"r(\d+)"/.exec(part)![1])]!++;
      lines += parts.length;
      if (chunks++ % 100 !== 0) continue;
      most = Math.max(most, liveMemory() - before);
      await fill(1, 'later');
    }
    expect([lines, times.filter((count) => count === 1).length, rest]).toEqual([COUNT, COUNT, '']);
    expect(most / 1e6).toBeLessThan(40); // of 150 MB of text
  }, 120_000);

  it('waits for whoever reads slowly, and ends at once when he hangs up', async () => {
    const read = vi.spyOn(UsageListStore.prototype, 'readAll');
    const batches: unknown[] = [];
    read.mockImplementationOnce(function (this: UsageListStore, filter) {
      return counted(UsageListStore.prototype.readAll.call(this, filter), batches);
    });
    const answer = await open('/audit/refreshes/export?client=bulk');
    answer.pause();
    await vi.waitFor(() => expect(batches.length).toBeGreaterThan(2), 20_000);
    const settled = await stable(() => batches.length);
    expect(settled).toBeLessThan(30); // of 60 and more: what socket buffers hold
    answer.destroy();
    await vi.waitFor(() => expect(batches.at(-1)).toBe('ended'), 20_000);
    read.mockRestore();
  }, 30_000);
});

/** Once the same for a while. */
async function stable(measure: () => number): Promise<number> {
  for (let [last, same] = [-1, 0]; ; last = measure()) {
    same = measure() === last ? same + 1 : 0;
    if (same === 10) return last;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

async function* counted<T>(batches: AsyncGenerator<T>, seen: unknown[]): AsyncGenerator<T> {
  try {
    for await (const batch of batches) {
      seen.push('batch');
      yield batch;
    }
  } finally {
    seen.push('ended');
  }
}

it.each(['', 'gzip'])('what fails in the middle is no whole file (%s)', async (encoding) => {
  const read = vi.spyOn(UsageListStore.prototype, 'readAll').mockImplementationOnce(async function* (this: UsageListStore, filter: UsageFilter) {
    let count = 0;
    for await (const batch of UsageListStore.prototype.readAll.call(this, filter)) {
      if (++count > 4) throw new Error('the disk is gone');
      yield batch;
    }
  } as never);
  const answer = await open('/audit/refreshes/export?client=bulk', { 'accept-encoding': encoding });
  expect(answer.statusCode).toBe(200);
  await expect(bodyOf(answer)).rejects.toThrow(/aborted/);
  expect(house.logs.some((line) => line.includes('an export broke off'))).toBe(true);
  read.mockRestore();
});

it('who hangs up while what he wants is still looked for ends the search', async () => {
  const searched: unknown[] = [];
  const read = vi.spyOn(UsageListStore.prototype, 'readAll').mockImplementationOnce(() => counted(forNothing(), searched) as never);
  const sent = request(`${house.url}/admin/v1/audit/refreshes/export`, { headers: { authorization: `Bearer ${auditor.token}` } }).once('error', () => undefined);
  sent.end();
  await vi.waitFor(() => expect(searched.length).toBeGreaterThan(5), 20_000);
  sent.destroy();
  await vi.waitFor(() => expect(searched.at(-1)).toBe('ended'), 20_000);
  read.mockRestore();
});

async function* forNothing(): AsyncGenerator<never[]> {
  for (;;) {
    await house.sql('SELECT pg_sleep(0.01)');
    yield [];
  }
}

it('what fails in the beginning is an error', async () => {
  const failing = { next: () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })), [Symbol.asyncIterator]: () => failing };
  const read = vi.spyOn(UsageListStore.prototype, 'readAll').mockReturnValueOnce(failing as never);
  const { status, json } = await auditor.get('/audit/refreshes/export?client=bulk');
  expect([status, json.title]).toEqual([503, 'Service Unavailable']);
  read.mockRestore();
});

it('the third at a time has to wait, and a place is free again when one has ended', async () => {
  const [first, second] = [await open('/audit/refreshes/export?client=bulk'), await open('/audit/refreshes/export?client=bulk')];
  for (const answer of [first, second]) answer.pause();
  const third = await auditor.get('/audit/refreshes/export?client=few');
  expect([third.status, third.headers.get('retry-after')]).toEqual([429, expect.any(String)]);
  first.destroy();
  await vi.waitFor(async () => expect((await auditor.get('/audit/refreshes/export?client=few')).status).toBe(200), { timeout: 20_000, interval: 50 });
  second.destroy();
});

it('a server that stops breaks it off, and waits for nobody', async () => {
  const replica = await openHouse({ replicaOf: house });
  const answer = await replica.fetch('/admin/v1/audit/refreshes/export?client=bulk', { headers: { authorization: `Bearer ${auditor.token}` } });
  const body = answer.text();
  const closing = replica.close();
  await expect(body).rejects.toThrow(/terminated/);
  await closing;
});
