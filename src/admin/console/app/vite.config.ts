import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Beside each asset what it is compressed, so that serving it costs nothing. */
const compress: Plugin = {
  name: 'compress',
  writeBundle({ dir }) {
    for (const name of readdirSync(join(dir!, 'assets'))) {
      const path = join(dir!, 'assets', name);
      const content = readFileSync(path);
      writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      writeFileSync(`${path}.br`, brotliCompressSync(content));
    }
  },
};

/** What browsers have had for years, which a dependency brings again with a tree of shims: 8 kB of each first load. */
const NATIVE: Record<string, string> = { 'object.entries': 'Object.entries', 'string.prototype.trim': '(text) => text.trim()', hasown: 'Object.hasOwn' };

const native: Plugin = {
  name: 'native',
  enforce: 'pre',
  resolveId: (id) => (id in NATIVE ? `\0native:${id}` : null),
  load: (id) => (id.startsWith('\0native:') ? `module.exports = ${NATIVE[id.slice(8)]};` : null),
};

/** Titles that an administrator may rename, which is offered nowhere here, bring all kinds of inputs along: 20 kB. They are plain ones. */
const plainTitles: Plugin = {
  name: 'plain-titles',
  load: (id) => (id.endsWith('/ra-ui-materialui/dist/layout/PageTitleConfigurable.js') ? `export { PageTitle as PageTitleConfigurable, PageTitle as PageTitleEditor } from './PageTitle.js';` : null),
};

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [native, plainTitles, compress],
  build: {
    ...{ outDir: '../../../../dist/console', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
    rolldownOptions: { onLog: (level, log, report) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : report(level, log)) },
  },
});
