import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['faults/**/*.faults.ts'],
    pool: 'forks',
    // Each file starts a whole product.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    retry: 0,
  },
});
