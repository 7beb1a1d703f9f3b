import { defineConfig } from 'vitest/config';
import config from './vitest.config.js';

/** The tortures whole: a thousand races, five hundred cuts; one file after the other. */
export default defineConfig({
  ...config,
  test: { ...config.test, include: ['test/torture/*.spec.ts'], env: { TORTURE: 'whole' }, fileParallelism: false },
});
