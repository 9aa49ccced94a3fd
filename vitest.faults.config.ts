import { defineConfig } from 'vitest/config';

/** What is judged by who gets how much of the cores: a second product beside it would be part of the answer. */
const ALONE = ['faults/long-queue.faults.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 300_000,
    retry: 0,
    // Each file starts a whole product.
    projects: [
      {
        extends: true,
        test: { name: 'together', include: ['faults/**/*.faults.ts'], exclude: ALONE, maxWorkers: 2, sequence: { groupOrder: 0 } },
      },
      { extends: true, test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
