import { expect, test } from 'vitest';
import { numbersOf, summarise } from './tensor-numbers.ts';

test('statistics skip NaN and infinities and count them', () => {
  const summary = summarise([1, 2, 3, 4, Number.NaN, Infinity]);
  expect(summary).toMatchObject({ count: 6, nanCount: 1, infiniteCount: 1, min: 1, max: 4, mean: 2.5 });
  expect(summary.std).toBeCloseTo(Math.sqrt(1.25), 12);
  expect(summary.bins.reduce((sum, count) => sum + count, 0)).toBe(4);
});

test('equal values have one bin, and no values none', () => {
  expect(summarise([7, 7, 7]).bins[0]).toBe(3);
  expect(summarise([])).toMatchObject({ count: 0, min: null, bins: [] });
});

test('half floats and 64-bit integers become numbers', () => {
  expect([...(numbersOf('FP16', new Uint8Array(new Uint16Array([0x3c00, 0xc000, 0x7c00, 0x0001]).buffer)) as Float32Array)]).toEqual([
    1,
    -2,
    Infinity,
    2 ** -24,
  ]);
  expect([...(numbersOf('INT64', new Uint8Array(new BigInt64Array([5n, -6n]).buffer)) as Float64Array)]).toEqual([5, -6]);
  expect(numbersOf('BYTES', new Uint8Array(0))).toBeNull();
});

test('bytes that are not aligned are read all the same', () => {
  const bytes = new Uint8Array(9);
  bytes.set(new Uint8Array(new Float64Array([2.5]).buffer), 1);
  expect([...(numbersOf('FP64', bytes.subarray(1)) as Float64Array)]).toEqual([2.5]);
});
