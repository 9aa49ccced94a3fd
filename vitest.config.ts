import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{app,bench,server,worker}/**/*.test.{ts,tsx}', 'scripts/**/*.test.{ts,mjs}'],
    globalSetup: ['scripts/testing/test-postgres.mjs'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // A test that needs a second try is broken.
    retry: 0,
  },
});
