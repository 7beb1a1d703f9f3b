import { afterAll, expect, it } from 'vitest';
import { Administrator, openAdministeredHouse, ROBOT } from '../support/administrators.js';
import { WEB } from '../support/data.js';
import { multiply, until } from '../support/families.js';
import { logIn } from '../support/replicas.js';

const house = await openAdministeredHouse();
const replica = await openAdministeredHouse({ replicaOf: house });
afterAll(() => house.close());
const admin = await Administrator.run(house);

interface ServerSentEvent {
  id: string;
  event: string;
  data: any;
}

const open = (id: string, headers: Record<string, string> = {}, where = replica) =>
  where.fetch(`/admin/v1/revocations/${id}/events`, { headers: { accept: 'text/event-stream', authorization: `Bearer ${admin.token}`, ...headers } });

/** The events of a stream as they come. */
async function* eventsOf(response: Response): AsyncGenerator<ServerSentEvent> {
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const { id, event, data } = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)));
      if (event) yield { id, event, data: JSON.parse(data) };
    }
  }
  expect(text).toBe('');
}

async function all(response: Response): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of eventsOf(response)) events.push(event);
  return events;
}

const plan = async () => (await admin.post('/revocations', { reason: 'a story', everything: true, dry_run: true })).json;

it('from the plan to the end, at a replica that does not do the work', async () => {
  await multiply(house, (await logIn(house, WEB)).grantId, 300);
  const { id } = await plan();
  const response = await open(id);
  expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([200, 'text/event-stream; charset=utf-8', 'no-store']);
  const events: ServerSentEvent[] = [];
  for await (const event of eventsOf(response)) {
    if (events.push(event) === 1) await admin.post(`/revocations/${id}/execute`);
  }
  expect(events[0]).toMatchObject({ id: '0', event: 'progress', data: { id, state: 'planned', total: 301 } });
  expect(events.at(-1)).toMatchObject({ id: '301', event: 'end', data: { state: 'done', done: 301, gone: 0 } });
  expect(events.at(-1)!.data).toEqual((await admin.get(`/revocations/${id}`)).json);
  const ids = events.map((event) => Number(event.id));
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  expect(events.filter(({ event }) => event === 'end')).toHaveLength(1);
});

it('whoever comes back is told where it stands, whatever he has seen', async () => {
  const { id } = await plan();
  await admin.post(`/revocations/${id}/execute`);
  await until(admin, id);
  for (const last of [undefined, '0', '7', 'nonsense']) {
    expect(await all(await open(id, last === undefined ? {} : { 'last-event-id': last }))).toMatchObject([{ event: 'end', data: { state: 'done' } }]);
  }
});

it('ends when it is cancelled; of none there is nothing to watch', async () => {
  const { id } = await plan();
  const watched = all(await open(id));
  await admin.post(`/revocations/${id}/cancel`);
  expect((await watched).at(-1)).toMatchObject({ event: 'end', data: { state: 'cancelled' } });
  const missing = await open(id.replace(/^./, 'f'));
  expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  const stranger = await replica.fetch(`/admin/v1/revocations/${id}/events`);
  expect(stranger.status).toBe(401);
});

it('does not hold up a shutdown, and takes nobody’s place among the requests in hand', async () => {
  const busy = await openAdministeredHouse({ replicaOf: house, settings: { MAX_CONCURRENT_REQUESTS: '2' } });
  const { id } = await plan();
  const watchers: Response[] = [];
  while (watchers.length < 3) watchers.push(await open(id, {}, busy));
  expect(watchers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await Administrator.run(busy, ROBOT.scope as string)).token).toBeTruthy();
  const told = Promise.all(watchers.map(all));
  await busy.close();
  for (const events of await told) expect(events.map(({ event }) => event)).toEqual(['progress']);
  await replica.close();
});
