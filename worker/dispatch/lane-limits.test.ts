import { expect, test } from 'vitest';
import { lingersFor } from './lane-limits.ts';

test('a result waits for others by what its run waited, never long, and not where nothing would come', () => {
  expect([0, 20, 1_000, 60_000].map((queuedMs) => lingersFor({ queuedMs, waiting: 1 }))).toEqual([0, 0, 40, 100]);
  expect(lingersFor({ queuedMs: 60_000, waiting: 0 })).toBe(0);
});
