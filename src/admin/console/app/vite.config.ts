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

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [compress],
  build: {
    ...{ outDir: '../../../../dist/console', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
    rolldownOptions: { onLog: (level, log, report) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : report(level, log)) },
  },
});
