import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { CountReporter } from './support/count.reporter.js';

/** The specs beside the files of src, and the stories of test. Decorator metadata comes from tsconfig.json. */
export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  test: {
    include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
    globalSetup: ['test/support/postgres.setup.ts'],
    setupFiles: ['reflect-metadata'],
    reporters: ['default', new CountReporter()],
    // Processes, not threads, because a story sets its process's time zone. Files share them, and so load Nest and TypeORM once:
    // what a file changes of its process, it puts back.
    pool: 'forks',
    isolate: false,
    testTimeout: 30_000,
    expect: { poll: { timeout: 20_000 } }, // one second, the default, is little on a loaded machine
    hookTimeout: 60_000,
  },
});
