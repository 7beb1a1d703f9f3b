import { expect, test } from 'vitest';
import { accentOf, contrast } from './accent.js';

const rgb = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number, number];

test.each(['#000000', '#ffffff', '#ff0000', '#ffff00', '#00ff00', '#3340b5', '#777777', '#ffc0cb'])('%s can be read in light and in dark', (colour) => {
  const { light, dark } = accentOf(colour);
  expect(contrast(rgb(light), rgb('#eef0f5'))).toBeGreaterThanOrEqual(4.5);
  expect(contrast(rgb(light), rgb('#ffffff'))).toBeGreaterThanOrEqual(4.5);
  expect(contrast(rgb(dark), rgb('#1b1e27'))).toBeGreaterThanOrEqual(4.5);
  expect(contrast(rgb(dark), rgb('#10131f'))).toBeGreaterThanOrEqual(4.5);
});

test('what can be read stays as it is', () => expect(accentOf('#3340b5').light).toBe('#3340b5'));

test('black on white is 21 : 1', () => expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21));
