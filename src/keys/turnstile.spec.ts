import { expect, test } from 'vitest';
import { Turnstile } from './turnstile.js';

/** The turns of the event loop, by number, in which those got through who came together. */
async function turnsOf(turnstile: Turnstile, count: number): Promise<number[]> {
  let turn = 0;
  const clock = () => (turn++, (timer = setImmediate(clock)));
  let timer = setImmediate(clock);
  const turns = await Promise.all(Array.from({ length: count }, () => turnstile.pass().then(() => turn)));
  clearImmediate(timer);
  return turns;
}

test('those who come together get through in their order, a few at each turn of the event loop', async () => {
  const turnstile = new Turnstile(3);
  const turns = await turnsOf(turnstile, 8);
  const [first = 0] = turns;
  expect(turns.map((turn) => turn - first)).toEqual([0, 0, 0, 1, 1, 1, 2, 2]);
  expect(new Set(await turnsOf(turnstile, 3)).size).toBe(1);
});

test('nobody overtakes those who wait', async () => {
  const turnstile = new Turnstile(1);
  const order: string[] = [];
  const pass = (name: string) => turnstile.pass().then(() => void order.push(name));
  const early = ['a', 'b', 'c'].map(pass);
  await early[0];
  await Promise.all([pass('d'), ...early]);
  expect(order).toEqual(['a', 'b', 'c', 'd']);
});

test('who comes alone does not wait for a turn', async () => {
  const turnstile = new Turnstile(1);
  let isNext = false;
  setImmediate(() => (isNext = true));
  await turnstile.pass();
  expect(isNext).toBe(false);
});
