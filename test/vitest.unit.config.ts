import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The pure specs of what `npm run test:mutation` mutates: no database, so a mutant costs milliseconds. */
export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  test: {
    include: ['src/token/refresh-token.{policy,codec}.spec.ts'],
    setupFiles: ['reflect-metadata'],
  },
});
