import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** The rooms, lowest floor first; rooms of one floor do not know each other. */
const FLOORS = ['config', 'protocol', 'database', 'audit', 'keys', 'account', 'client', 'auth', 'token', 'metadata', 'api', ['admin', 'bootstrap'], 'connections', 'person'];
const ROOF = FLOORS.length;

interface SourceFile {
  file: string;
  text: string;
}

/** Imports and re-exports, of types too, static and dynamic. */
const IMPORT = /(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g;

const roomOf = (file: string) => file.split('/')[1]!;
const floorOf = (file: string) => (file.split('/').length === 2 ? ROOF : FLOORS.findIndex((rooms) => rooms.includes(roomOf(file))));

/** A file imports from its own room or a lower floor. */
function findUpwardImports(files: SourceFile[]): string[] {
  return files.flatMap(({ file, text }) =>
    [...text.matchAll(IMPORT)]
      .map(([, path]) => normalize(join(dirname(file), path!)))
      .filter((target) => target.startsWith('src/') && floorOf(file) < ROOF)
      .filter((target) => roomOf(target) !== roomOf(file) && floorOf(target) >= floorOf(file))
      .map((target) => `${file} imports ${target}`),
  );
}

const read = (root: string): SourceFile[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(tsx?|mjs|eta|css|js)$/.test(file))
    .map((file) => ({ file: join(root, file), text: readFileSync(join(root, file), 'utf8') }));

const src = read('src').filter(({ file }) => /\.tsx?$/.test(file));

test('every file imports from its own room or a lower floor', () => {
  expect(src.length).toBeGreaterThan(50);
  expect(src.filter(({ file }) => floorOf(file) < 0)).toEqual([]);
  expect(findUpwardImports(src)).toEqual([]);
});

test.each([
  ['upward', 'src/client/x.ts', "import { B } from '../token/b.js';"],
  ['upward, a type', 'src/auth/x.ts', "import type { B } from '../token/b.js';"],
  ['upward, from deeper', 'src/token/grant-types/x.ts', "export { B } from '../../metadata/b.js';"],
  ['upward, while running', 'src/config/x.ts', "await import('../database/b.js')"],
  ['onto the roof', 'src/bootstrap/x.ts', "import '../app.module.js';"],
  ['across the landing', 'src/admin/x.ts', "import { B } from '../bootstrap/b.js';"],
])('an import %s is found', (_, file, text) => {
  expect(findUpwardImports([{ file, text }])).toHaveLength(1);
});

test('there are no barrels', () => {
  expect(src.filter(({ file }) => basename(file) === 'index.ts')).toEqual([]);
});

test('no file has more than 250 lines', () => {
  const lines = ({ file, text }: SourceFile) => ({ file, lines: text.trimEnd().split('\n').length });
  expect([...read('src'), ...read('test'), ...read('migrations')].map(lines).filter((file) => file.lines > 250)).toEqual([]);
});

test('every room has a module with a door sign', () => {
  for (const room of FLOORS.flat().filter((name) => existsSync(join('src', name)))) {
    const text = readFileSync(`src/${room}/${room}.module.ts`, 'utf8');
    expect(text, room).toMatch(/\/\*\* Owns [^]+? \*\/\n(@\w+\(.*\)\n)*@Module/);
  }
});
