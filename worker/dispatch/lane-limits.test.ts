import { expect, test } from 'vitest';
import { lingersFor } from './lane-limits.ts';

const busy = { waiting: 1, perSecond: 100 };
const noDeadline = Number.POSITIVE_INFINITY;

test('a result waits for others by what its run waited, and never long', () => {
  expect([0, 20, 1_000, 60_000].map((queuedMs) => lingersFor({ queuedMs, leftMs: noDeadline }, busy))).toEqual([0, 0, 40, 100]);
});

test('a result waits for nothing where none is behind it, the next one comes too late, or its deadline is near', () => {
  const patient = { queuedMs: 1_000, leftMs: noDeadline };
  expect(lingersFor(patient, { waiting: 0, perSecond: 100 })).toBe(0);
  expect([5, 24, 26].map((perSecond) => lingersFor(patient, { waiting: 1, perSecond }))).toEqual([0, 0, 40]);
  expect([-5, 3, 50, 1_000].map((leftMs) => lingersFor({ queuedMs: 1_000, leftMs }, busy))).toEqual([0, 0, 25, 40]);
});
