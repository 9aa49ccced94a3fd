import { expect, test } from 'vitest';
import { chooseSize, chooseThreads, isLosing } from './choose-batch.ts';

const table = (...perCall: number[]) => perCall.map((runMs, i) => ({ size: 2 ** i, runMs }));

test('the size with the best throughput is chosen while doubling really gains', () => {
  expect(chooseSize(table(1, 1.2, 1.6, 2.4, 4.7, 9.4))).toBe(8);
  expect(chooseSize(table(1, 1.95, 3.2))).toBe(4);
  expect(chooseSize(table(1))).toBe(1);
});

test('a model whose batches lose, or gain less than a tenth, is not batched', () => {
  expect(chooseSize(table(1, 2.5, 6, 11))).toBe(1);
  expect(chooseSize(table(1, 1.9, 3.7, 7.3))).toBe(1);
  expect(chooseSize(table(1, 4, 3.9))).toBe(1);
});

test('larger sizes are not tried once two in a row are slower per run', () => {
  expect(isLosing(table(1, 2.5, 6))).toBe(true);
  expect(isLosing(table(1, 1.2))).toBe(false);
  expect(isLosing(table(1, 2.5, 3))).toBe(false);
});

test('more threads are taken only while each step takes a fifth off a run', () => {
  expect(
    chooseThreads([
      { threads: 1, runMs: 10 },
      { threads: 2, runMs: 6 },
      { threads: 4, runMs: 5.5 },
    ]),
  ).toBe(2);
  expect(
    chooseThreads([
      { threads: 1, runMs: 0.1 },
      { threads: 2, runMs: 0.09 },
    ]),
  ).toBe(1);
});
