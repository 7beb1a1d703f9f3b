import { expect, test } from 'vitest';
import { RowCounter } from './row.counter.js';

test.each([
  ['ndjson', '{"a":"\\"x"}\n{"b":1}\n', 2],
  ['ndjson', '', 0],
  ['csv', 'id,agent\r\n1,plain\r\n2,"two\r\nlines, and ""quotes"""\r\n', 2],
  ['csv', 'id,agent\r\n', 0],
  ['csv', '', 0],
] as const)('of %s %j', (format, text, rows) => {
  const whole = new RowCounter(format);
  whole.add(new TextEncoder().encode(text));
  const byByte = new RowCounter(format);
  for (const byte of new TextEncoder().encode(text)) byByte.add(Uint8Array.of(byte));
  expect([whole.rows, whole.bytes, byByte.rows, byByte.bytes]).toEqual([rows, text.length, rows, text.length]);
});
