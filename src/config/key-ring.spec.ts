import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { KeyRing } from './key-ring.js';

const [NEW, OLD] = [Buffer.alloc(32, 1), Buffer.alloc(48, 2)];
const ring = KeyRing.parse(`${NEW.toString('base64url')}, ${OLD.toString('base64')}`);
const idOf = (secret: Buffer) => createHash('sha256').update(secret).digest('hex').slice(0, 8);

test('the first key is the current one, the others are found by id', () => {
  expect(ring.current).toEqual({ id: idOf(NEW), secret: NEW });
  expect(ring.find(idOf(OLD))).toEqual({ id: idOf(OLD), secret: OLD });
  expect(ring.find('00000000')).toBeNull();
});

test('a MAC is HMAC-SHA-256 over the parts, under the key that is named', () => {
  const expected = createHmac('sha256', OLD).update('ab').digest();
  expect(ring.mac(idOf(OLD), Buffer.from('a'), Buffer.from('b'))).toEqual(expected);
  expect(ring.mac(idOf(NEW), Buffer.from('ab'))).not.toEqual(expected);
});

test('a key that has left the ring makes no MAC', () => {
  expect(KeyRing.parse(NEW.toString('base64url')).mac(idOf(OLD), Buffer.from('a'))).toBeNull();
});

test('what is derived for one purpose keeps its ids and is worthless for another', () => {
  const [one, same, other] = ['a', 'a', 'b'].map((purpose) => ring.derive(purpose));
  expect(one!.keys.map(({ id }) => id)).toEqual(ring.keys.map(({ id }) => id));
  expect(one!.keys).toEqual(same!.keys);
  expect(one!.current.secret).not.toEqual(other!.current.secret);
  expect(one!.current.secret).not.toEqual(NEW);
});

test.each([
  ['nothing', '', 'not base64url'],
  ['a key too short', Buffer.alloc(31).toString('base64url'), 'shorter than 32 bytes'],
  ['an empty place', `${NEW.toString('base64url')},`, 'not base64url'],
  ['a sentence', 'not a key, but a sentence of some length', 'not base64url'],
  ['the same key twice, once in each alphabet', `${OLD.toString('base64')},${OLD.toString('base64url')}`, 'the same key twice'],
])('%s is refused', (_, text, message) => {
  expect(() => KeyRing.parse(text)).toThrow(message);
});
