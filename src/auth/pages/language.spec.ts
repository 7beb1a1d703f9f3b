import { expect, test } from 'vitest';
import { speak } from './language.js';

test.each([
  ['de', 'en', 'de'],
  ['de-AT', undefined, 'de'],
  ['fr de-CH en', undefined, 'de'],
  ['xx', 'de-DE,de;q=0.9,en;q=0.8', 'de'],
  [undefined, 'en;q=0.5,de;q=0.9', 'de'],
  [undefined, 'fr', 'en'],
  [undefined, '*', 'en'],
  [undefined, undefined, 'en'],
  ['', '', 'en'],
  ['\u0000;,q=', ';;;,q=', 'en'],
])('ui_locales %j, Accept-Language %j: %s', (locales, header, language) => {
  expect(speak(locales, header).language).toBe(language);
});

test.each([
  [30 * 86_400, '30 days', '30 Tage'],
  [86_400, '1 day', '1 Tag'],
  [5400, '90 minutes', '90 Minuten'],
  [43_200, '12 hours', '12 Stunden'],
  [1, '1 second', '1 Sekunde'],
  [0, '0 seconds', '0 Sekunden'],
])('%i seconds', (seconds, en, de) => {
  expect([speak('en', undefined).duration(seconds), speak('de', undefined).duration(seconds)]).toEqual([en, de]);
});

test('what is too long is not read', () => expect(speak(undefined, `de,${'x'.repeat(2000)}`).language).toBe('en'));

test.each([
  [0, 'now', 'jetzt'],
  [-5, 'now', 'jetzt'],
  [59, '59 seconds ago', 'vor 59 Sekunden'],
  [60, '1 minute ago', 'vor 1 Minute'],
  [5399, '1 hour ago', 'vor 1 Stunde'],
  [86_400, '1 day ago', 'vor 1 Tag'],
  [90 * 86_400, '90 days ago', 'vor 90 Tagen'],
])('%i seconds ago', (seconds, en, de) => {
  const now = new Date('2026-11-24T12:00:00Z');
  const at = new Date(now.getTime() - seconds * 1000);
  expect([speak('en', undefined).ago(at, now), speak('de', undefined).ago(at, now)]).toEqual([en, de]);
});
