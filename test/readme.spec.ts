import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settingsTable } from '../src/config/settings-table.js';

const readme = readFileSync('README.md', 'utf8');

test("the README's settings table is what `npm run settings` prints", () => {
  const [, table] = /<!-- settings -->\s*(.*?)\s*<!-- \/settings -->/s.exec(readme) ?? [];
  expect(table).toBe(settingsTable());
});
