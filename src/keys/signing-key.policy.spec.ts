import { expect, test } from 'vitest';
import { endingAt, LEAD, pendingOf, signerOf, signingSpanOf, stateOf, type KeyState } from './signing-key.policy.js';

const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1000);
const key = (from: number, until: number | null = null, publishedUntil: number | null = null) =>
  ({ signsFrom: at(from), signsUntil: until === null ? null : at(until), publishedUntil: publishedUntil === null ? null : at(publishedUntil) });

test.each<[number, KeyState]>([[-1, 'published'], [0, 'signing'], [99, 'signing'], [100, 'retired'], [499, 'retired'], [500, 'gone']])(
  'at %i seconds a key that signs from 0 to 100 and is published until 500 is %s',
  (seconds, state) => expect(stateOf(key(0, 100, 500), at(seconds))).toBe(state),
);

test('a key withdrawn before it signed is gone, and signed nothing', () => {
  const withdrawn = key(600, 600, 100);
  expect([stateOf(withdrawn, at(100)), signingSpanOf(withdrawn)]).toEqual(['gone', null]);
});

test('at every moment of a handover one key signs, and the other is pending before', () => {
  const [old, successor] = [{ ...key(-1000), ...endingAt(at(LEAD)) }, key(LEAD)];
  const names = (seconds: number) => [signerOf([successor, old], at(seconds)), pendingOf([successor, old], at(seconds))];
  expect(names(0)).toEqual([old, successor]);
  expect(names(LEAD - 1)).toEqual([old, successor]);
  expect(names(LEAD)).toEqual([successor, undefined]);
});

test('whose clock lags behind that of the replica that made the first key signs with it nevertheless', () => {
  const first = key(0);
  expect([signerOf([first], at(-1)), pendingOf([first], at(-1))]).toEqual([first, undefined]);
});

test('what a key signed lives no longer than the key is published, and is found by its time on any replica', () => {
  const ended = { ...key(0), ...endingAt(at(100)) };
  expect(ended.publishedUntil).toEqual(at(100 + 30 + 86_400));
  expect(signingSpanOf(ended)).toEqual({ from: at(-30), until: at(130) });
});
